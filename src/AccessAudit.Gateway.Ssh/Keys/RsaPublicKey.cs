using System.Security.Cryptography;
using AccessAudit.Gateway.Ssh.Wire;

namespace AccessAudit.Gateway.Ssh.Keys;

/// <summary>ssh-rsa as a key format with the signatures of RFC 8332; 2048 to 16384 bits.</summary>
sealed class RsaPublicKey : PublicKey
{
    public const string Type = "ssh-rsa";

    readonly RSAParameters _parameters;
    readonly int _signatureLength;

    RsaPublicKey(RSAParameters parameters, ReadOnlySpan<byte> blob)
        : base(Type, blob)
    {
        _parameters = parameters;
        _signatureLength = parameters.Modulus!.Length;
    }

    public override IReadOnlyList<string> Algorithms { get; } = ["rsa-sha2-512", "rsa-sha2-256"];

    public static HashAlgorithmName HashOf(string algorithm) =>
        algorithm == "rsa-sha2-512" ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256;

    public static RsaPublicKey From(RSA rsa)
    {
        var p = rsa.ExportParameters(includePrivateParameters: false);
        return new(p, new SshWriter().Text(Type).Natural(p.Exponent).Natural(p.Modulus).Span);
    }

    public static RsaPublicKey Read(ref SshReader reader, ReadOnlySpan<byte> blob)
    {
        var e = reader.Natural();
        var n = reader.Natural();
        // A large exponent costs us time per signature and no generator makes one.
        var sound = n.Length is >= 256 and <= 2048 && (n.Length > 256 || n[0] >= 0x80) && (n[^1] & 1) == 1
            && e.Length is >= 1 and <= 4 && (e[^1] & 1) == 1 && (e.Length > 1 || e[0] > 1);
        return sound
            ? new(new() { Exponent = e.ToArray(), Modulus = n.ToArray() }, blob)
            : throw new SshProtocolException("an RSA key must have 2048 to 16384 bits and an odd exponent");
    }

    protected override bool VerifyValue(string algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> value)
    {
        if (value.Length != _signatureLength)
        {
            return false;
        }

        using var rsa = RSA.Create(_parameters);
        return rsa.VerifyData(data, value, HashOf(algorithm), RSASignaturePadding.Pkcs1);
    }
}
