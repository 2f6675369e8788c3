// curve25519-sha256, RFC 8731: the 32 bytes of X25519 taken as a big-endian number.
using System.Security.Cryptography;
using AccessAudit.Gateway.Ssh.Wire;
using NSec.Cryptography;

namespace AccessAudit.Gateway.Ssh.Transport.Exchange;

sealed class X25519Agreement : KeyAgreement
{
    readonly X25519Half _half = new();

    public override byte[] Start() => _half.Public;

    public override (byte[] Answer, byte[] Secret) Respond(ReadOnlySpan<byte> clientValue) =>
        (_half.Public, Finish(clientValue));

    public override byte[] Finish(ReadOnlySpan<byte> answer)
    {
        var secret = _half.Agree(answer);
        var encoded = new SshWriter(64).Natural(secret).ToArray();
        CryptographicOperations.ZeroMemory(secret);
        return encoded;
    }

    public override void Dispose() => _half.Dispose();
}

/// <summary>An ephemeral X25519 key.</summary>
sealed class X25519Half : IDisposable
{
    public const int Size = 32;

    readonly Key _key = Key.Create(KeyAgreementAlgorithm.X25519);

    public X25519Half() => Public = _key.PublicKey.Export(KeyBlobFormat.RawPublicKey);

    public byte[] Public { get; }

    /// <summary>The raw 32 bytes; a point that makes them all zero is refused (RFC 8731 section 3).</summary>
    public byte[] Agree(ReadOnlySpan<byte> theirs)
    {
        if (theirs.Length == Size
            && NSec.Cryptography.PublicKey.TryImport(
                KeyAgreementAlgorithm.X25519, theirs, KeyBlobFormat.RawPublicKey, out var point) && point is not null)
        {
            var parameters = new SharedSecretCreationParameters
            {
                ExportPolicy = KeyExportPolicies.AllowPlaintextExport,
            };
            using var secret = KeyAgreementAlgorithm.X25519.Agree(_key, point, parameters);
            if (secret is not null)
            {
                return secret.Export(SharedSecretBlobFormat.RawSharedSecret);
            }
        }

        throw new SshProtocolException(DisconnectReason.KeyExchangeFailed, "the X25519 value of the peer is not acceptable");
    }

    public void Dispose() => _key.Dispose();
}
