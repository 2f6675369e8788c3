using System.Security.Cryptography;
using System.Text;

namespace AccessAudit.Sealing.Secrets;

/// <summary>
/// Small secrets at rest (one-time-code seeds, target keys, data keys), sealed with AES-256-GCM.
/// <code>sealed = version (1 byte, 0x01) ‖ nonce (12 bytes, random) ‖ ciphertext ‖ tag (16 bytes)</code>
/// The associated data is the UTF-8 context, such as <c>totp:{organization}:{person}</c>: a row copied to another person
/// does not open. Random nonces are sound up to 2^32 seals per key; a data key per organization stays far below.
/// </summary>
public static class SecretBox
{
    public const int KeyLength = 32;
    const byte Version = 1;
    const int NonceLength = 12;
    const int TagLength = 16;

    /// <summary>How many bytes a sealed secret is longer than its plaintext.</summary>
    public const int Overhead = 1 + NonceLength + TagLength;

    /// <summary>Seals <paramref name="plaintext"/> for <paramref name="context"/>; the caller wipes the plaintext.</summary>
    public static byte[] Seal(SecretBytes key, ReadOnlySpan<byte> plaintext, string context)
    {
        var box = new byte[plaintext.Length + Overhead];
        box[0] = Version;
        var nonce = box.AsSpan(1, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(CheckedKey(key), TagLength);
        aes.Encrypt(
            nonce,
            plaintext,
            box.AsSpan(1 + NonceLength, plaintext.Length),
            box.AsSpan(^TagLength..),
            Encoding.UTF8.GetBytes(context));
        return box;
    }

    /// <summary>Opens what <see cref="Seal"/> made for the same key and context. Dispose the answer to wipe it.</summary>
    /// <exception cref="SealedSecretException">It does not open; the message names the context, never the content.</exception>
    public static SecretBytes Open(SecretBytes key, ReadOnlySpan<byte> box, string context)
    {
        if (box.Length < Overhead || box[0] != Version)
        {
            throw new SealedSecretException($"The secret sealed for '{context}' is truncated or of an unknown version.");
        }

        var plaintext = new SecretBytes(box.Length - Overhead);
        try
        {
            using var aes = new AesGcm(CheckedKey(key), TagLength);
            aes.Decrypt(
                box.Slice(1, NonceLength),
                box[(1 + NonceLength)..^TagLength],
                box[^TagLength..],
                plaintext.Room,
                Encoding.UTF8.GetBytes(context));
            return plaintext;
        }
        catch (CryptographicException cause)
        {
            plaintext.Dispose();
            throw new SealedSecretException(
                $"The secret sealed for '{context}' does not open: damaged, another key, or moved from elsewhere.", cause);
        }
    }

    static ReadOnlySpan<byte> CheckedKey(SecretBytes key) =>
        key.Span.Length == KeyLength
            ? key.Span
            : throw new ArgumentException($"A key is {KeyLength} bytes long.", nameof(key));
}
