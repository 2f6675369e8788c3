using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using AccessAudit.Gateway.Ssh.Transport.Ciphers;
using AccessAudit.Gateway.Ssh.Wire;

namespace AccessAudit.Gateway.Ssh.Transport;

/// <summary>
/// Cuts packets out of the stream and opens them in place. One caller at a time. A payload stays where it is until the
/// next <see cref="TryTake"/> or <see cref="FillAsync"/>, unless <see cref="KeepLent"/> was called.
/// </summary>
sealed class PacketReader(Stream stream) : IDisposable
{
    const int InitialBuffer = 128 * 1024;

    byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialBuffer);
    byte[]? _lent;
    int _start;
    int _end;
    bool _headerOpen;
    PacketCipher _cipher = new ClearCipher();

    /// <summary>The largest packet_length accepted, RFC 4253 section 6.1 asks for at least 35000 in all.</summary>
    public int MaxPacket { get; set; } = 32 * 1024 + 1024;

    /// <summary>The number of the next packet.</summary>
    public uint Sequence { get; private set; }

    public long BytesSinceKeys { get; private set; }

    public long PacketsSinceKeys { get; private set; }

    /// <summary>Takes the next payload if it is wholly buffered; throws when it is malformed or not authentic.</summary>
    public bool TryTake(out Memory<byte> payload)
    {
        payload = default;
        if (PeekLength() is not { } length)
        {
            return false;
        }

        var whole = 4 + length + _cipher.TagSize;
        if (_end - _start < whole)
        {
            return false;
        }

        var packet = _buffer.AsSpan(_start, whole);
        if (!_cipher.Open(packet, Sequence))
        {
            throw new SshProtocolException(DisconnectReason.MacError, "a packet is not authentic");
        }

        var padding = packet[4];
        var size = length - 1 - padding;
        if (padding < 4 || size < 1)
        {
            throw new SshProtocolException("a packet has wrong padding");
        }

        payload = _buffer.AsMemory(_start + 5, size);
        _start += whole;
        _headerOpen = false;
        Sequence = unchecked(Sequence + 1);
        BytesSinceKeys += whole;
        PacketsSinceKeys++;
        return true;
    }

    /// <summary>Reads more from the stream; false at its end.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> FillAsync(CancellationToken ct)
    {
        MakeRoom();
        var count = await stream.ReadAsync(_buffer.AsMemory(_end), ct);
        _end += count;
        return count > 0;
    }

    /// <summary>
    /// Takes one line of the version exchange, without its end; null when it is not there yet. Throws when it is longer
    /// than <paramref name="limit"/> bytes.
    /// </summary>
    public byte[]? TryTakeLine(int limit)
    {
        var seen = _buffer.AsSpan(_start, _end - _start);
        var at = seen.IndexOf((byte)'\n');
        if (at >= limit || (at < 0 && seen.Length >= limit))
        {
            throw new SshProtocolException(DisconnectReason.ProtocolVersionNotSupported, "the version line is too long");
        }

        if (at < 0)
        {
            return null;
        }

        _start += at + 1;
        var line = seen[..at];
        return (line.EndsWith((byte)'\r') ? line[..^1] : line).ToArray();
    }

    /// <summary>The keys of the next packet on; strict key exchange starts numbering again.</summary>
    public void ChangeCipher(PacketCipher next, bool resetSequence)
    {
        _cipher.Dispose();
        _cipher = next;
        _headerOpen = false;
        BytesSinceKeys = 0;
        PacketsSinceKeys = 0;
        if (resetSequence)
        {
            Sequence = 0;
        }
    }

    /// <summary>Moves on to another buffer, so that the payload lent last survives further reading.</summary>
    public void KeepLent()
    {
        if (_lent is not null)
        {
            return;
        }

        var next = ArrayPool<byte>.Shared.Rent(Math.Max(InitialBuffer, _end - _start));
        _buffer.AsSpan(_start, _end - _start).CopyTo(next);
        (_lent, _buffer, _end, _start) = (_buffer, next, _end - _start, 0);
    }

    /// <summary>The payload kept is no longer needed.</summary>
    public void ReturnLent()
    {
        if (_lent is not null)
        {
            ArrayPool<byte>.Shared.Return(_lent, clearArray: true);
            _lent = null;
        }
    }

    public void Dispose()
    {
        _cipher.Dispose();
        ReturnLent();
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
            _buffer = [];
            _start = _end = 0;
        }
    }

    int? PeekLength()
    {
        if (_end - _start < _cipher.HeaderSize)
        {
            return null;
        }

        var header = _buffer.AsSpan(_start, _cipher.HeaderSize);
        if (!_headerOpen)
        {
            _cipher.OpenHeader(header);
            _headerOpen = true;
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(header);
        if (length < 5 || length > (uint)MaxPacket)
        {
            throw new SshProtocolException("a packet has an impossible length");
        }

        var padded = _cipher.LengthIsClear ? length : length + 4;
        return padded % (uint)_cipher.BlockSize == 0
            ? (int)length
            : throw new SshProtocolException("a packet is not padded to whole blocks");
    }

    void MakeRoom()
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }

        if (_end < _buffer.Length && (_start == 0 || _buffer.Length - _end >= _buffer.Length / 4))
        {
            return;
        }

        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _end).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
        _buffer = larger;
    }
}
