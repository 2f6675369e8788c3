// Data types of RFC 4251 section 5, written.
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AccessAudit.Gateway.Ssh.Wire;

/// <summary>A growable buffer for one message or blob; every method returns the writer so that calls chain.</summary>
sealed class SshWriter(int capacity = 256)
{
    byte[] _buffer = new byte[capacity];

    public SshWriter(byte messageNumber, int capacity = 256)
        : this(capacity) => Byte(messageNumber);

    public int Length { get; private set; }

    /// <summary>The bytes so far, valid until the next write.</summary>
    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, Length);

    /// <summary>The bytes so far, valid until the next write.</summary>
    public ReadOnlySpan<byte> Span => _buffer.AsSpan(0, Length);

    public byte[] ToArray() => Span.ToArray();

    public SshWriter Byte(byte value)
    {
        Extend(1)[0] = value;
        return this;
    }

    public SshWriter Boolean(bool value) => Byte(value ? (byte)1 : (byte)0);

    public SshWriter UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(Extend(4), value);
        return this;
    }

    public SshWriter UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(Extend(8), value);
        return this;
    }

    /// <summary>Bytes as they are, without a length.</summary>
    public SshWriter Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Extend(bytes.Length));
        return this;
    }

    /// <summary>A length-prefixed string.</summary>
    public SshWriter String(ReadOnlySpan<byte> bytes) => UInt32((uint)bytes.Length).Raw(bytes);

    /// <summary>A length-prefixed text in UTF-8.</summary>
    public SshWriter Text(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        UInt32((uint)length);
        Encoding.UTF8.GetBytes(text, Extend(length));
        return this;
    }

    public SshWriter NameList(IEnumerable<string> names) => Text(string.Join(',', names));

    /// <summary>An mpint from a non-negative big-endian number of any length.</summary>
    public SshWriter Natural(ReadOnlySpan<byte> bigEndian)
    {
        var value = bigEndian.TrimStart((byte)0);
        var padded = !value.IsEmpty && value[0] >= 0x80;
        UInt32((uint)(value.Length + (padded ? 1 : 0)));
        return (padded ? Byte(0) : this).Raw(value);
    }

    /// <summary>Forgets and zeroes what was written.</summary>
    public void Clear()
    {
        CryptographicOperations.ZeroMemory(_buffer.AsSpan(0, Length));
        Length = 0;
    }

    Span<byte> Extend(int count)
    {
        if (_buffer.Length - Length < count)
        {
            var larger = new byte[Math.Max(_buffer.Length * 2, Length + count)];
            Span.CopyTo(larger);
            CryptographicOperations.ZeroMemory(_buffer.AsSpan(0, Length));
            _buffer = larger;
        }

        Length += count;
        return _buffer.AsSpan(Length - count, count);
    }
}
