using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace AccessAudit.Ledger.Format;

/// <summary>A SHA-256 value: 32 bytes, compared by content. <c>default</c> is 32 zero bytes, never a hash we met.</summary>
public readonly struct Hash : IEquatable<Hash>
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 32;

    readonly Block _bytes;

    /// <summary>Copies exactly 32 bytes.</summary>
    /// <exception cref="ArgumentException">Another length.</exception>
    public Hash(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
            throw new ArgumentException($"A hash has {Size} bytes, not {bytes.Length}.", nameof(bytes));
        bytes.CopyTo(_bytes);
    }

    /// <summary>SHA-256 of <paramref name="data"/>, without any domain separation.</summary>
    public static Hash Of(ReadOnlySpan<byte> data)
    {
        Span<byte> digest = stackalloc byte[Size];
        SHA256.HashData(data, digest);
        return new Hash(digest);
    }

    /// <summary>Reads 64 hexadecimal digits, either case.</summary>
    /// <exception cref="FormatException">Anything else.</exception>
    public static Hash FromHex(string hex)
    {
        ArgumentNullException.ThrowIfNull(hex);
        var bytes = Convert.FromHexString(hex);
        return bytes.Length == Size
            ? new Hash(bytes)
            : throw new FormatException($"A hash has {2 * Size} hexadecimal digits, not {hex.Length}.");
    }

    /// <summary>The 32 bytes, without a copy.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> AsSpan() => _bytes;

    /// <summary>A copy of the 32 bytes.</summary>
    public byte[] ToArray() => AsSpan().ToArray();

    /// <summary>64 lower-case hexadecimal digits: <c>event.hash</c> in the search index.</summary>
    public string ToHex() => Convert.ToHexStringLower(AsSpan());

    /// <summary>Standard padded base64 (RFC 4648 section 4), as in checkpoints and proofs.</summary>
    public string ToBase64() => Convert.ToBase64String(AsSpan());

    /// <summary>base64url without padding (RFC 4648 section 5), as in the members <c>prev</c> and <c>sd</c>.</summary>
    public string ToBase64Url() => System.Buffers.Text.Base64Url.EncodeToString(AsSpan());

    /// <inheritdoc/>
    public bool Equals(Hash other) => AsSpan().SequenceEqual(other.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Hash other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => MemoryMarshal.Read<int>(AsSpan());

    /// <inheritdoc cref="ToHex"/>
    public override string ToString() => ToHex();

    /// <summary>Same 32 bytes.</summary>
    public static bool operator ==(Hash left, Hash right) => left.Equals(right);

    /// <summary>Not the same 32 bytes.</summary>
    public static bool operator !=(Hash left, Hash right) => !left.Equals(right);

    [InlineArray(Size)]
    struct Block
    {
        byte _first;
    }
}
