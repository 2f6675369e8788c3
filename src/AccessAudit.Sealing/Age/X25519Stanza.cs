using System.Security.Cryptography;
using NSec.Cryptography;
using AeadAlgorithm = NSec.Cryptography.AeadAlgorithm;

namespace AccessAudit.Sealing.Age;

/// <summary>
/// The X25519 recipient stanza of age-encryption.org/v1: a fresh key pair per recipient and file, whose agreement with
/// the recipient wraps the 16-byte file key.
/// <code>
/// wrap key = HKDF-SHA-256(ikm = X25519(ephemeral, recipient), salt = share ‖ recipient, info = ".../v1/X25519")
/// body     = ChaCha20-Poly1305(wrap key, nonce = 0, file key)
/// </code>
/// </summary>
static class X25519Stanza
{
    public const string Type = "X25519";
    public const int ShareLength = 32;
    public const int BodyLength = AgeFormat.FileKeyLength + AgeFormat.TagLength;

    static ReadOnlySpan<byte> Info => "age-encryption.org/v1/X25519"u8;

    public static AgeStanza Wrap(AgeRecipient recipient, ReadOnlySpan<byte> fileKey)
    {
        using var ephemeral = Key.Create(KeyAgreementAlgorithm.X25519);
        var share = ephemeral.PublicKey.Export(KeyBlobFormat.RawPublicKey);
        var body = new byte[BodyLength];
        using var wrap = WrapKey(ephemeral, recipient.Key, share, recipient.Bytes)
            ?? throw new CryptographicException($"The recipient {recipient} is a low-order point: nothing can be sealed to it.");
        AeadAlgorithm.ChaCha20Poly1305.Encrypt(wrap, AgeFormat.ZeroNonce, [], fileKey, body);
        return new AgeStanza(Type, [AgeFormat.Base64(share)], body);
    }

    /// <summary>Fills <paramref name="fileKey"/> when the stanza is for <paramref name="identity"/>.</summary>
    /// <exception cref="AgeException">The stanza breaks the specification.</exception>
    public static bool TryUnwrap(AgeStanza stanza, AgeIdentity identity, Span<byte> fileKey)
    {
        if (stanza.Arguments is not [var encoded] || AgeFormat.FromBase64(encoded) is not { Length: ShareLength } share)
        {
            throw new AgeException(AgeFailure.Header, "An X25519 stanza does not carry exactly one share of 32 bytes.");
        }

        if (stanza.Body.Length != BodyLength)
        {
            throw new AgeException(AgeFailure.Header, "The body of an X25519 stanza is not 32 bytes long.");
        }

        using var wrap = PublicKey.TryImport(KeyAgreementAlgorithm.X25519, share, KeyBlobFormat.RawPublicKey, out var point)
            ? WrapKey(identity.Key, point!, share, identity.Recipient.Bytes)
            : null;
        return wrap is null
            ? throw new AgeException(AgeFailure.Header, "The share of an X25519 stanza is a low-order point.")
            : AeadAlgorithm.ChaCha20Poly1305.Decrypt(wrap, AgeFormat.ZeroNonce, [], stanza.Body, fileKey);
    }

    static Key? WrapKey(Key own, PublicKey other, ReadOnlySpan<byte> share, ReadOnlySpan<byte> recipient)
    {
        var exportable = new SharedSecretCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport };

        // NSec answers null for the all-zero secret of a low-order point, as the specification demands to refuse it.
        using var shared = KeyAgreementAlgorithm.X25519.Agree(own, other, in exportable);
        if (shared is null)
        {
            return null;
        }

        var secret = shared.Export(SharedSecretBlobFormat.RawSharedSecret);
        try
        {
            return AgeFormat.DeriveAeadKey(secret, [.. share, .. recipient], Info);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }
}
