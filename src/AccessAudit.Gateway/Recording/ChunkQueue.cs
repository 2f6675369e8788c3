using System.Buffers;
using System.Security.Cryptography;
using AccessAudit.Measuring;
using AccessAudit.Sealing.Recordings;

namespace AccessAudit.Gateway.Recording;

/// <summary>Chunks taken from the queue: laid out as the format wants them, one after the other.</summary>
readonly record struct QueuedChunks(byte[] Buffer, int Length);

/// <summary>
/// The bounded buffer between the relay and the disk. Writers append whole chunks under a lock, already in their final
/// bytes; the recorder takes all of them at once. Nothing is allocated per chunk, and an idle session holds no buffer.
/// Buffers hold plaintext and are wiped before the pool gets them back.
/// </summary>
sealed class ChunkQueue(int capacity, TimeProvider time)
{
    const int SmallestBuffer = 16 * 1024;

    readonly Lock _lock = new();
    readonly long _startedAt = time.GetTimestamp();
    TaskCompletionSource _room = NewSignal();
    byte[] _buffer = [];
    int _length;
    ulong _lastTime;
    bool _closed;

    /// <summary>Whether no further chunk can come: what <see cref="Take"/> gives after that is the last.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_lock)
            {
                return _closed;
            }
        }
    }

    /// <summary>
    /// Appends a chunk stamped now, unless there is no room or the queue is closed: then <paramref name="room"/> tells when to
    /// look again.
    /// </summary>
    public bool TryAppend(RecordKind kind, uint channel, ReadOnlySpan<byte> content, out Task room)
    {
        lock (_lock)
        {
            var size = RecordingFormat.ChunkHeader + content.Length;
            if (_closed || _length + size > capacity)
            {
                room = _closed ? Task.CompletedTask : _room.Task;
                return false;
            }

            Reserve(_length + size);

            // Never backwards, whatever the clock does.
            _lastTime = Math.Max(_lastTime, Elapsed());
            _length += ChunkCodec.Write(_buffer.AsSpan(_length), _lastTime, channel, kind, content);
            Instruments.SpoolBytes.Add(size);
            room = Task.CompletedTask;
            return true;
        }
    }

    /// <summary>Takes all that waits and makes room; give it back by <see cref="Return"/>.</summary>
    public QueuedChunks Take()
    {
        lock (_lock)
        {
            var taken = new QueuedChunks(_buffer, _length);
            Instruments.SpoolBytes.Add(-_length);
            _buffer = [];
            _length = 0;
            WakeWriters();
            return taken;
        }
    }

    /// <summary>Refuses every further chunk and wakes the writers that wait for room.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            WakeWriters();
        }
    }

    /// <summary>Wipes a taken buffer and gives it back to the pool.</summary>
    public static void Return(QueuedChunks chunks)
    {
        CryptographicOperations.ZeroMemory(chunks.Buffer.AsSpan(0, chunks.Length));
        if (chunks.Buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(chunks.Buffer);
        }
    }

    void WakeWriters()
    {
        _room.TrySetResult();
        _room = NewSignal();
    }

    void Reserve(int size)
    {
        if (size <= _buffer.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(SmallestBuffer, Math.Max(size, Math.Min(capacity, 2 * _length))));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        Return(new QueuedChunks(_buffer, _length));
        _buffer = larger;
    }

    ulong Elapsed() => (ulong)Math.Max(0, time.GetElapsedTime(_startedAt).Ticks) * (ulong)TimeSpan.NanosecondsPerTick;

    static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
