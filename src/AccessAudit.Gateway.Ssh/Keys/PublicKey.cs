// Public keys on the wire: RFC 4253 section 6.6 (rsa), RFC 5656 section 3.1 (ecdsa), RFC 8709 (ed25519).
// Signatures: RFC 8332 (rsa-sha2), RFC 5656 section 3.1.2, RFC 8709 section 6. ssh-rsa (SHA-1) and ssh-dss are not spoken.
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using AccessAudit.Gateway.Ssh.Wire;

namespace AccessAudit.Gateway.Ssh.Keys;

/// <summary>A public key of a user or host: its exact blob, compared by it.</summary>
abstract class PublicKey : IEquatable<PublicKey>
{
    readonly byte[] _blob;

    protected PublicKey(string keyType, ReadOnlySpan<byte> blob)
    {
        KeyType = keyType;
        _blob = blob.ToArray();
        Fingerprint = "SHA256:" + Convert.ToBase64String(SHA256.HashData(blob)).TrimEnd('=');
    }

    /// <summary>Every signature algorithm verified here, best first: our server-sig-algs.</summary>
    public static IReadOnlyList<string> SignatureAlgorithms { get; } =
    [
        "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
        "rsa-sha2-512", "rsa-sha2-256",
    ];

    /// <summary>The key format, for example "ssh-rsa"; not a signature algorithm.</summary>
    public string KeyType { get; }

    public ReadOnlyMemory<byte> Blob => _blob;

    /// <summary>As OpenSSH prints it: "SHA256:" and unpadded base64.</summary>
    public string Fingerprint { get; }

    /// <summary>Signature algorithms of this key, best first.</summary>
    public abstract IReadOnlyList<string> Algorithms { get; }

    /// <summary>Parses a key blob; null, with the reason, when it is malformed, weak or of a type not spoken.</summary>
    public static PublicKey? Parse(ReadOnlySpan<byte> blob, out string? why)
    {
        why = null;
        try
        {
            var reader = new SshReader(blob);
            var type = reader.Name();
            PublicKey? key = type switch
            {
                Ed25519PublicKey.Type => Ed25519PublicKey.Read(ref reader, blob),
                RsaPublicKey.Type => RsaPublicKey.Read(ref reader, blob),
                _ => NistCurve.OfKeyType(type) is { } curve ? EcdsaPublicKey.Read(curve, ref reader, blob) : null,
            };
            if (key is null)
            {
                why = "this type of key is not accepted; use ed25519, ecdsa or rsa (2048 bits or more)";
                return null;
            }

            reader.Finish();
            return key;
        }
        catch (SshProtocolException e)
        {
            why = e.Message;
        }
        catch (CryptographicException)
        {
            why = "the key holds no valid point or modulus";
        }

        return null;
    }

    /// <summary>
    /// Parses one line as in an .pub or known_hosts-less authorized_keys file: type, base64, optional comment.
    /// Options before the type are not accepted.
    /// </summary>
    public static PublicKey? ParseLine(string line, out string comment, out string? why)
    {
        comment = "";
        var parts = line.Trim().Split((char[])[' ', '\t'], 3, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 2)
        {
            why = "a public key line is: type, base64, comment";
            return null;
        }

        byte[] blob;
        try
        {
            blob = Convert.FromBase64String(parts[1]);
        }
        catch (FormatException)
        {
            why = "the second word of the line is not base64";
            return null;
        }

        var key = Parse(blob, out why);
        if (key is not null && key.KeyType != parts[0])
        {
            why = "the type named by the line is not the type of the key";
            return null;
        }

        comment = parts.Length > 2 ? parts[2] : "";
        return key;
    }

    /// <summary>The line form, without comment.</summary>
    public string ToLine() => $"{KeyType} {Convert.ToBase64String(_blob)}";

    /// <summary>
    /// Whether <paramref name="signature"/> (algorithm name and value) is this key's over <paramref name="data"/> under
    /// exactly <paramref name="algorithm"/>. Any deviation of form is a no.
    /// </summary>
    public bool Verify(string algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (!Algorithms.Contains(algorithm))
        {
            return false;
        }

        try
        {
            var reader = new SshReader(signature);
            var named = reader.Name();
            var value = reader.String();
            reader.Finish();
            return named == algorithm && VerifyValue(algorithm, data, value);
        }
        catch (Exception e) when (e is SshProtocolException or CryptographicException)
        {
            return false;
        }
    }

    public bool Equals([NotNullWhen(true)] PublicKey? other) => other is not null && _blob.AsSpan().SequenceEqual(other._blob);

    public override bool Equals(object? obj) => Equals(obj as PublicKey);

    public override int GetHashCode() => Fingerprint.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => $"{KeyType} {Fingerprint}";

    protected abstract bool VerifyValue(string algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> value);
}
