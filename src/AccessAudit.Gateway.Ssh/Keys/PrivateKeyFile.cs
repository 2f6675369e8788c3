// The file OpenSSH writes (PROTOCOL.key, "openssh-key-v1"), without passphrase, and unencrypted PKCS #8 PEM (RFC 5958).
using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using AccessAudit.Gateway.Ssh.Transport;
using AccessAudit.Gateway.Ssh.Wire;
using NSec.Cryptography;

namespace AccessAudit.Gateway.Ssh.Keys;

/// <summary>Private keys as text.</summary>
static class PrivateKeyFile
{
    const string OpenSshLabel = "OPENSSH PRIVATE KEY";
    static readonly byte[] Magic = "openssh-key-v1\0"u8.ToArray();

    /// <summary>Parses the text of a key file; throws <see cref="FormatException"/> saying what is wrong, never what
    /// the file holds.</summary>
    public static PrivateKey Parse(string text)
    {
        if (!PemEncoding.TryFind(text, out var fields))
        {
            throw new FormatException("the file holds no PEM block");
        }

        var bytes = Convert.FromBase64String(text[fields.Base64Data]);
        try
        {
            return text[fields.Label] switch
            {
                OpenSshLabel => ParseOpenSsh(bytes),
                "PRIVATE KEY" => ParsePkcs8(bytes),
                "ENCRYPTED PRIVATE KEY" => throw new FormatException("keys with a passphrase are not supported"),
                _ => throw new FormatException("the file is neither an OpenSSH private key nor PKCS #8"),
            };
        }
        catch (Exception e) when (e is SshProtocolException or CryptographicException)
        {
            throw new FormatException("the private key is malformed", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>The OpenSSH file of an ed25519 key, ending in a line feed; give it mode 0600.</summary>
    public static string Write(Ed25519PrivateKey key, string comment)
    {
        var seed = key.ExportSeed();
        var publicBlob = key.PublicKey.Blob.Span;
        var raw = publicBlob[^32..];
        var check = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4));
        var secret = new SshWriter(512).UInt32(check).UInt32(check).Text(Ed25519PublicKey.Type).String(raw);
        secret.UInt32(64).Raw(seed).Raw(raw).Text(comment);
        for (byte pad = 1; secret.Length % 8 != 0; pad++)
        {
            secret.Byte(pad);
        }

        var whole = new SshWriter(1024).Raw(Magic).Text("none").Text("none").Text("").UInt32(1).String(publicBlob)
            .String(secret.Span);
        // OpenSSH breaks at 70 characters.
        var base64 = Convert.ToBase64String(whole.Span);
        var pem = new StringBuilder($"-----BEGIN {OpenSshLabel}-----\n");
        foreach (var line in base64.Chunk(70))
        {
            pem.Append(line).Append('\n');
        }

        CryptographicOperations.ZeroMemory(seed);
        secret.Clear();
        whole.Clear();
        return pem.Append($"-----END {OpenSshLabel}-----\n").ToString();
    }

    static PrivateKey ParseOpenSsh(byte[] bytes)
    {
        if (!bytes.AsSpan().StartsWith(Magic))
        {
            throw new SshProtocolException("the magic of an OpenSSH key is missing");
        }

        var reader = new SshReader(bytes.AsSpan(Magic.Length));
        if (reader.Text() != "none" || reader.Text() != "none")
        {
            throw new FormatException("keys with a passphrase are not supported");
        }

        reader.String();
        if (reader.UInt32() != 1)
        {
            throw new FormatException("the file must hold exactly one key");
        }

        var publicBlob = reader.String();
        var secret = new SshReader(reader.String());
        reader.Finish();
        if (secret.UInt32() != secret.UInt32())
        {
            throw new SshProtocolException("the check numbers differ");
        }

        var type = secret.Text();
        PrivateKey key = type switch
        {
            Ed25519PublicKey.Type => ReadEd25519(ref secret),
            RsaPublicKey.Type => ReadRsa(ref secret),
            _ => NistCurve.OfKeyType(type) is { } curve
                ? ReadEcdsa(curve, ref secret)
                : throw new FormatException("this type of key is not supported; use ed25519, ecdsa or rsa"),
        };
        secret.String();
        for (byte pad = 1; !secret.Rest.IsEmpty; pad++)
        {
            if (secret.Byte() != pad)
            {
                throw new SshProtocolException("wrong padding");
            }
        }

        return key.PublicKey.Blob.Span.SequenceEqual(publicBlob)
            ? key
            : throw new SshProtocolException("the public half is of another key");
    }

    static Ed25519PrivateKey ReadEd25519(ref SshReader reader)
    {
        reader.String();
        var both = reader.String();
        return both.Length == 64
            ? FromSeed(both[..32])
            : throw new SshProtocolException("an Ed25519 secret has 64 bytes");
    }

    static Ed25519PrivateKey FromSeed(ReadOnlySpan<byte> seed) => new(Key.Import(
        SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey,
        new() { ExportPolicy = KeyExportPolicies.AllowPlaintextExport }));

    static EcdsaPrivateKey ReadEcdsa(NistCurve curve, ref SshReader reader)
    {
        if (reader.Text() != curve.Name)
        {
            throw new SshProtocolException("the curve is not the one the type names");
        }

        var q = curve.Decode(reader.String());
        return new(curve, ECDsa.Create(new ECParameters
        {
            Curve = curve.Curve,
            Q = q,
            D = Fixed(reader.Natural(), curve.FieldBytes),
        }));
    }

    static RsaPrivateKey ReadRsa(ref SshReader reader)
    {
        var n = reader.Natural();
        var e = reader.Natural();
        var d = reader.Natural();
        var inverseQ = reader.Natural();
        var p = reader.Natural();
        var q = reader.Natural();
        var half = (n.Length + 1) / 2;
        return new(RSA.Create(new RSAParameters
        {
            Modulus = n.ToArray(),
            Exponent = e.ToArray(),
            D = Fixed(d, n.Length),
            P = Fixed(p, half),
            Q = Fixed(q, half),
            // Not constant-time; done once per load of a key file that is ours.
            DP = Modulo(d, p, half),
            DQ = Modulo(d, q, half),
            InverseQ = Fixed(inverseQ, half),
        }));
    }

    static PrivateKey ParsePkcs8(byte[] bytes)
    {
        var info = Pkcs8Algorithm(bytes);
        switch (info)
        {
            case "1.3.101.112":
                return new Ed25519PrivateKey(Key.Import(
                    SignatureAlgorithm.Ed25519, bytes, KeyBlobFormat.PkixPrivateKey,
                    new() { ExportPolicy = KeyExportPolicies.AllowPlaintextExport }));
            case "1.2.840.10045.2.1":
                var ecdsa = ECDsa.Create();
                ecdsa.ImportPkcs8PrivateKey(bytes, out _);
                return NistCurve.OfSize(ecdsa.KeySize) is { } curve
                    ? new EcdsaPrivateKey(curve, ecdsa)
                    : throw new FormatException("an ecdsa key must be on nistp256, nistp384 or nistp521");
            case "1.2.840.113549.1.1.1":
                var rsa = RSA.Create();
                rsa.ImportPkcs8PrivateKey(bytes, out _);
                return new RsaPrivateKey(rsa);
            default:
                throw new FormatException("this type of key is not supported; use ed25519, ecdsa or rsa");
        }
    }

    static string Pkcs8Algorithm(byte[] bytes)
    {
        try
        {
            var sequence = new AsnReader(bytes, AsnEncodingRules.BER)
                .ReadSequence();
            sequence.ReadInteger();
            return sequence.ReadSequence().ReadObjectIdentifier();
        }
        catch (AsnContentException e)
        {
            throw new SshProtocolException(DisconnectReason.ByApplication, "not PKCS #8", e);
        }
    }

    static byte[] Fixed(ReadOnlySpan<byte> number, int length)
    {
        if (number.Length > length)
        {
            throw new SshProtocolException("a number of the key is too long");
        }

        var whole = new byte[length];
        number.CopyTo(whole.AsSpan(length - number.Length));
        return whole;
    }

    static byte[] Modulo(ReadOnlySpan<byte> d, ReadOnlySpan<byte> prime, int length)
    {
        if (prime.IsEmpty)
        {
            throw new SshProtocolException("a prime of the key is zero");
        }

        var value = new BigInteger(d, isUnsigned: true, isBigEndian: true)
            % (new BigInteger(prime, isUnsigned: true, isBigEndian: true) - 1);
        return Fixed(value.ToByteArray(isUnsigned: true, isBigEndian: true), length);
    }
}
