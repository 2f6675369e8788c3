using System.Security.Cryptography;

namespace AccessAudit.Sealing.Secrets;

/// <summary>
/// Secret bytes that the garbage collector does not copy about and that are wiped by <see cref="Dispose"/>: a key, or what a
/// <see cref="SecretBox"/> held. They may still reach a swap or a core dump, which the service unit has to forbid.
/// </summary>
public sealed class SecretBytes : IDisposable
{
    readonly byte[] _bytes;
    bool _disposed;

    /// <summary>Room for <paramref name="length"/> bytes, all zero until filled.</summary>
    internal SecretBytes(int length) => _bytes = GC.AllocateArray<byte>(length, pinned: true);

    /// <summary>The bytes, valid until disposal.</summary>
    /// <exception cref="ObjectDisposedException">They were wiped.</exception>
    public ReadOnlySpan<byte> Span => Room;

    internal Span<byte> Room
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _bytes;
        }
    }

    /// <summary>A random secret.</summary>
    public static SecretBytes Random(int length)
    {
        var secret = new SecretBytes(length);
        RandomNumberGenerator.Fill(secret.Room);
        return secret;
    }

    /// <summary>A copy; the caller wipes its own.</summary>
    public static SecretBytes CopyOf(ReadOnlySpan<byte> bytes)
    {
        var secret = new SecretBytes(bytes.Length);
        bytes.CopyTo(secret.Room);
        return secret;
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_bytes);
        _disposed = true;
    }
}
