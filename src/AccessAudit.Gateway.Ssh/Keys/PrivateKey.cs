using System.Security.Cryptography;
using AccessAudit.Gateway.Ssh.Wire;
using NSec.Cryptography;

namespace AccessAudit.Gateway.Ssh.Keys;

/// <summary>A key that signs: the gateway's host key, or its key on a target. Read from a file by
/// <see cref="PrivateKeyFile"/>.</summary>
abstract class PrivateKey : IDisposable
{
    public abstract PublicKey PublicKey { get; }

    public static PrivateKey GenerateEd25519() => new Ed25519PrivateKey(
        Key.Create(SignatureAlgorithm.Ed25519, new() { ExportPolicy = KeyExportPolicies.AllowPlaintextExport }));

    /// <summary>
    /// The signature blob (algorithm name and value) over <paramref name="data"/>; the algorithm is one of the public
    /// key's <see cref="PublicKey.Algorithms"/>.
    /// </summary>
    public byte[] Sign(string algorithm, ReadOnlySpan<byte> data) =>
        PublicKey.Algorithms.Contains(algorithm)
            ? new SshWriter().Text(algorithm).String(SignValue(algorithm, data)).ToArray()
            : throw new ArgumentException($"a {PublicKey.KeyType} key does not sign with {algorithm}");

    public abstract void Dispose();

    protected abstract byte[] SignValue(string algorithm, ReadOnlySpan<byte> data);
}

sealed class Ed25519PrivateKey(Key key) : PrivateKey
{
    public override PublicKey PublicKey { get; } = Ed25519PublicKey.From(key.PublicKey);

    /// <summary>The 32-byte seed, to be zeroed by the caller.</summary>
    public byte[] ExportSeed() => key.Export(KeyBlobFormat.RawPrivateKey);

    public override void Dispose() => key.Dispose();

    protected override byte[] SignValue(string algorithm, ReadOnlySpan<byte> data) =>
        SignatureAlgorithm.Ed25519.Sign(key, data);
}

sealed class RsaPrivateKey(RSA rsa) : PrivateKey
{
    public override PublicKey PublicKey { get; } = RsaPublicKey.From(rsa);

    public override void Dispose() => rsa.Dispose();

    protected override byte[] SignValue(string algorithm, ReadOnlySpan<byte> data) =>
        rsa.SignData(data, RsaPublicKey.HashOf(algorithm), RSASignaturePadding.Pkcs1);
}

sealed class EcdsaPrivateKey(NistCurve curve, ECDsa ecdsa) : PrivateKey
{
    public override PublicKey PublicKey { get; } = EcdsaPublicKey.From(curve, ecdsa);

    public override void Dispose() => ecdsa.Dispose();

    protected override byte[] SignValue(string algorithm, ReadOnlySpan<byte> data)
    {
        var value = ecdsa.SignData(data, curve.Hash);
        return new SshWriter().Natural(value.AsSpan(0, curve.FieldBytes)).Natural(value.AsSpan(curve.FieldBytes))
            .ToArray();
    }
}
