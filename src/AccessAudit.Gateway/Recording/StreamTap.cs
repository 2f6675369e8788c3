using System.Security.Cryptography;
using AccessAudit.Sealing.Recordings;

namespace AccessAudit.Gateway.Recording;

/// <summary>How much of a stream without a terminal is kept.</summary>
public enum TapMode
{
    /// <summary>Its first and last 64 KiB, its length and its SHA-256: the output of a command.</summary>
    HeadAndTail,

    /// <summary>Its length and SHA-256: file transfers (scp, sftp, rsync, git), both directions.</summary>
    Digest,

    /// <summary>
    /// Its length: the input of a command. Not even a hash, since that of a short password piped to it would give it away.
    /// </summary>
    Count,
}

/// <summary>
/// Follows one stream of a channel that has no terminal. The head is recorded as it passes; the tail is held in a ring and
/// recorded when the stream ends, stamped with that moment. Per packet it hashes and copies at most 64 KiB, and allocates
/// nothing. Not safe for concurrent use: a stream has one reader.
/// </summary>
public sealed class StreamTap : IDisposable
{
    /// <summary>How many bytes of the beginning, and of the end, are kept.</summary>
    public const int Kept = 64 * 1024;

    readonly SessionRecorder _recorder;
    readonly uint _channel;
    readonly StreamId _stream;
    readonly TapMode _mode;
    readonly IncrementalHash? _hash;
    byte[] _ring = [];
    ulong _total;

    /// <exception cref="ArgumentException">Input was to be recorded: it never is.</exception>
    public StreamTap(SessionRecorder recorder, uint channel, StreamId stream, TapMode mode)
    {
        if (stream == StreamId.Input && mode == TapMode.HeadAndTail)
        {
            throw new ArgumentException("Input is never recorded: count or digest it.", nameof(mode));
        }

        _recorder = recorder;
        _channel = channel;
        _stream = stream;
        _mode = mode;
        _hash = mode == TapMode.Count ? null : IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    }

    /// <summary>Bytes that passed so far.</summary>
    public ulong Total => _total;

    /// <summary>Tells of bytes that pass; they are copied as far as they are kept.</summary>
    /// <exception cref="RecordingFailedException">The recording failed: cut the session.</exception>
    public ValueTask AppendAsync(ReadOnlyMemory<byte> data, CancellationToken ct)
    {
        _hash?.AppendData(data.Span);
        var before = _total;
        _total += (ulong)data.Length;
        if (_mode != TapMode.HeadAndTail)
        {
            return ValueTask.CompletedTask;
        }

        var head = (int)Math.Min((ulong)data.Length, before < Kept ? Kept - before : 0);
        if (head < data.Length)
        {
            Remember(data.Span[head..], before + (ulong)head - Kept);
        }

        return head > 0 ? _recorder.WriteAsync(Kind, _channel, data[..head], ct) : ValueTask.CompletedTask;
    }

    /// <summary>The stream ended: records the gap, the tail and the digest, and returns it. Call it once.</summary>
    /// <exception cref="RecordingFailedException">The recording failed: cut the session.</exception>
    public async ValueTask<StreamDigest> CompleteAsync(CancellationToken ct)
    {
        if (_mode == TapMode.HeadAndTail && _total > Kept)
        {
            await RecordTailAsync(_total - Kept, ct);
        }

        var digest = new StreamDigest(_stream, _total, _hash?.GetHashAndReset());
        await _recorder.WriteAsync(RecordKind.StreamDigest, _channel, digest.ToBytes(), ct);
        return digest;
    }

    public void Dispose()
    {
        _hash?.Dispose();
        CryptographicOperations.ZeroMemory(_ring);
    }

    RecordKind Kind => _stream == StreamId.StandardError ? RecordKind.StandardError : RecordKind.StandardOutput;

    // The ring holds byte n after the head at n modulo its length.
    void Remember(ReadOnlySpan<byte> data, ulong position)
    {
        if (_ring.Length == 0)
        {
            _ring = new byte[Kept];
        }

        if (data.Length > Kept)
        {
            position += (ulong)(data.Length - Kept);
            data = data[^Kept..];
        }

        var at = (int)(position % Kept);
        var first = Math.Min(data.Length, Kept - at);
        data[..first].CopyTo(_ring.AsSpan(at));
        data[first..].CopyTo(_ring);
    }

    async ValueTask RecordTailAsync(ulong afterHead, CancellationToken ct)
    {
        if (afterHead <= Kept)
        {
            await _recorder.WriteAsync(Kind, _channel, _ring.AsMemory(0, (int)afterHead), ct);
            return;
        }

        await _recorder.WriteAsync(RecordKind.Gap, _channel, new StreamGap(_stream, afterHead - Kept).ToBytes(), ct);
        var oldest = (int)(afterHead % Kept);
        await _recorder.WriteAsync(Kind, _channel, _ring.AsMemory(oldest), ct);
        if (oldest > 0)
        {
            await _recorder.WriteAsync(Kind, _channel, _ring.AsMemory(0, oldest), ct);
        }
    }
}
