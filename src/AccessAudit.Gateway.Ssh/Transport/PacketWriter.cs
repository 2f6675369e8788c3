using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using AccessAudit.Gateway.Ssh.Transport.Ciphers;

namespace AccessAudit.Gateway.Ssh.Transport;

/// <summary>Seals packets one behind the other into a buffer that goes to the stream at once. One caller at a time.
/// </summary>
sealed class PacketWriter(Stream stream) : IDisposable
{
    const int Capacity = 128 * 1024;

    // Length, padding and tag of one packet, with room to spare.
    const int MostOverhead = 512;

    readonly byte[] _randomness = new byte[1024];
    byte[] _buffer = ArrayPool<byte>.Shared.Rent(Capacity);
    int _used;
    int _randomLeft;
    PacketCipher _cipher = new ClearCipher();

    /// <summary>The number of the next packet.</summary>
    public uint Sequence { get; private set; }

    public long BytesSinceKeys { get; private set; }

    public long PacketsSinceKeys { get; private set; }

    /// <summary>Queues a payload; false when the buffer must be flushed first.</summary>
    public bool TryAppend(ReadOnlySpan<byte> payload)
    {
        var block = _cipher.BlockSize;
        var unpadded = (_cipher.LengthIsClear ? 1 : 5) + payload.Length;
        var padding = block - unpadded % block;
        padding += padding < 4 ? block : 0;
        var whole = 5 + payload.Length + padding + _cipher.TagSize;
        if (_buffer.Length - _used < whole)
        {
            if (_used > 0)
            {
                return false;
            }

            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = ArrayPool<byte>.Shared.Rent(whole);
        }

        var packet = _buffer.AsSpan(_used, whole);
        BinaryPrimitives.WriteUInt32BigEndian(packet, (uint)(1 + payload.Length + padding));
        packet[4] = (byte)padding;
        payload.CopyTo(packet[5..]);
        Randomness(padding).CopyTo(packet[(5 + payload.Length)..]);
        _cipher.Seal(packet, Sequence);
        _used += whole;
        Sequence = unchecked(Sequence + 1);
        BytesSinceKeys += whole;
        PacketsSinceKeys++;
        return true;
    }

    /// <summary>
    /// Queues a payload of a key exchange. It cannot wait for a flush, and none may be missing: a full buffer grows.
    /// </summary>
    public void Append(ReadOnlySpan<byte> payload)
    {
        if (!TryAppend(payload))
        {
            var larger = ArrayPool<byte>.Shared.Rent(_used + payload.Length + MostOverhead);
            _buffer.AsSpan(0, _used).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
            TryAppend(payload);
        }
    }

    /// <summary>Queues bytes that are no packet: the version line.</summary>
    public void AppendRaw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer.AsSpan(_used));
        _used += bytes.Length;
    }

    /// <summary>Sends what is queued. Cancelled or failed half-way, the stream is of no further use.</summary>
    public async ValueTask FlushAsync(CancellationToken ct)
    {
        if (_used > 0)
        {
            await stream.WriteAsync(_buffer.AsMemory(0, _used), ct);
            _used = 0;
            await stream.FlushAsync(ct);
        }
    }

    /// <summary>The keys of the next packet on; strict key exchange starts numbering again.</summary>
    public void ChangeCipher(PacketCipher next, bool resetSequence)
    {
        _cipher.Dispose();
        _cipher = next;
        BytesSinceKeys = 0;
        PacketsSinceKeys = 0;
        if (resetSequence)
        {
            Sequence = 0;
        }
    }

    public void Dispose()
    {
        _cipher.Dispose();
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
            _used = 0;
        }
    }

    // Padding SHOULD be random (RFC 4253 section 6); fetched in bulk because each fetch has a price.
    ReadOnlySpan<byte> Randomness(int count)
    {
        if (_randomLeft < count)
        {
            RandomNumberGenerator.Fill(_randomness);
            _randomLeft = _randomness.Length;
        }

        _randomLeft -= count;
        return _randomness.AsSpan(_randomLeft, count);
    }
}
