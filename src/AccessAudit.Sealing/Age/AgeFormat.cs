using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;
using AeadAlgorithm = NSec.Cryptography.AeadAlgorithm;

namespace AccessAudit.Sealing.Age;

/// <summary>One recipient stanza of a header: type, arguments and body, not yet interpreted.</summary>
sealed record AgeStanza(string Type, IReadOnlyList<string> Arguments, byte[] Body);

/// <summary>
/// Constants and small parts of the age file format, version 1 (C2SP, age.md; age-encryption.org/v1): binary files only,
/// no ASCII armor, no passphrases.
/// </summary>
static class AgeFormat
{
    public const string VersionLine = "age-encryption.org/v1";
    public const string StanzaStart = "-> ";
    public const string FooterStart = "---";
    public const int FileKeyLength = 16;
    public const int TagLength = 16;
    public const int PayloadNonceLength = 16;
    public const int ChunkLength = 64 * 1024;
    public const int SealedChunkLength = ChunkLength + TagLength;
    public const int BodyColumns = 64;
    public const int MacLength = 32;

    static readonly Encoding StrictAscii =
        Encoding.GetEncoding("us-ascii", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);

    public static ReadOnlySpan<byte> ZeroNonce => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    public static byte[] Ascii(string text) => StrictAscii.GetBytes(text);

    /// <summary>Standard Base64 without padding.</summary>
    public static string Base64(ReadOnlySpan<byte> data) => Convert.ToBase64String(data).TrimEnd('=');

    /// <summary>The bytes, or null unless the text is exactly what <see cref="Base64"/> writes for them.</summary>
    public static byte[]? FromBase64(string text)
    {
        var padded = text + new string('=', (4 - (text.Length % 4)) % 4);
        if (!Base64Padded(padded, out var bytes))
        {
            return null;
        }

        return Base64(bytes) == text ? bytes : null;
    }

    /// <summary>HMAC-SHA-256 over the header up to and including the dashes of the footer.</summary>
    public static byte[] HeaderMac(ReadOnlySpan<byte> fileKey, ReadOnlySpan<byte> header)
    {
        Span<byte> key = stackalloc byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, fileKey, key, [], "header"u8);
        var mac = HMACSHA256.HashData(key, header);
        CryptographicOperations.ZeroMemory(key);
        return mac;
    }

    /// <summary>The key of the payload's chunks.</summary>
    public static Key PayloadKey(ReadOnlySpan<byte> fileKey, ReadOnlySpan<byte> nonce) =>
        DeriveAeadKey(fileKey, nonce, "payload"u8);

    public static Key DeriveAeadKey(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> info)
    {
        Span<byte> bytes = stackalloc byte[32];
        try
        {
            HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, bytes, salt, info);
            return Key.Import(AeadAlgorithm.ChaCha20Poly1305, bytes, KeyBlobFormat.RawSymmetricKey);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>The nonce of a chunk: an 11-byte big-endian counter and one byte that marks the last chunk.</summary>
    public static void ChunkNonce(ulong counter, bool last, Span<byte> nonce)
    {
        nonce.Clear();
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(nonce.Slice(3, 8), counter);
        nonce[11] = last ? (byte)1 : (byte)0;
    }

    static bool Base64Padded(string text, out byte[] bytes)
    {
        bytes = new byte[text.Length / 4 * 3];
        if (!System.Buffers.Text.Base64.IsValid(text) || !Convert.TryFromBase64String(text, bytes, out var length))
        {
            return false;
        }

        bytes = bytes[..length];
        return true;
    }
}
