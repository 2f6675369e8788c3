using AccessAudit.Gateway.Recording;
using AccessAudit.Sealing.Recordings;

namespace AccessAudit.Gateway.Ssh.Channels;

/// <summary>
/// Follows the data of one channel into the recording before it is relayed. Output comes from the target's pump, input
/// from the client's: neither is called twice at once, and the two share nothing.
/// </summary>
abstract class ChannelTap : IDisposable
{
    /// <exception cref="RecordingFailedException">The recording failed: cut the session.</exception>
    public abstract ValueTask OutputAsync(StreamId stream, ReadOnlyMemory<byte> data, CancellationToken ct);

    public abstract ValueTask InputAsync(ReadOnlyMemory<byte> data, CancellationToken ct);

    /// <summary>Both directions are over. Returns what was transferred, where that is digested.</summary>
    public abstract ValueTask<Transferred?> CompleteAsync(CancellationToken ct);

    public abstract void Dispose();
}

/// <summary>Both directions of a file tool.</summary>
sealed record Transferred(StreamDigest Up, StreamDigest Down);

/// <summary>A terminal or a shell: all output is kept, input never.</summary>
sealed class WholeTap(SessionRecorder recorder, uint channel) : ChannelTap
{
    public override ValueTask OutputAsync(StreamId stream, ReadOnlyMemory<byte> data, CancellationToken ct) =>
        recorder.WriteAsync(
            stream == StreamId.StandardError ? RecordKind.StandardError : RecordKind.StandardOutput, channel, data, ct);

    public override ValueTask InputAsync(ReadOnlyMemory<byte> data, CancellationToken ct) => ValueTask.CompletedTask;

    public override ValueTask<Transferred?> CompleteAsync(CancellationToken ct) =>
        ValueTask.FromResult<Transferred?>(null);

    public override void Dispose()
    {
    }
}

/// <summary>
/// A command without terminal: head, tail and digest of its output, the length of its input. A file tool: digests of
/// both directions; what it says on standard error is kept as a command's.
/// </summary>
sealed class StreamsTap(SessionRecorder recorder, uint channel, bool transfer) : ChannelTap
{
    readonly StreamTap _input = new(recorder, channel, StreamId.Input, transfer ? TapMode.Digest : TapMode.Count);
    readonly StreamTap _output = new(
        recorder, channel, StreamId.StandardOutput, transfer ? TapMode.Digest : TapMode.HeadAndTail);
    readonly StreamTap _error = new(recorder, channel, StreamId.StandardError, TapMode.HeadAndTail);

    public override ValueTask OutputAsync(StreamId stream, ReadOnlyMemory<byte> data, CancellationToken ct) =>
        (stream == StreamId.StandardError ? _error : _output).AppendAsync(data, ct);

    public override ValueTask InputAsync(ReadOnlyMemory<byte> data, CancellationToken ct) =>
        _input.AppendAsync(data, ct);

    public override async ValueTask<Transferred?> CompleteAsync(CancellationToken ct)
    {
        var up = await _input.CompleteAsync(ct);
        var down = await _output.CompleteAsync(ct);
        await _error.CompleteAsync(ct);
        return transfer ? new(up, down) : null;
    }

    public override void Dispose()
    {
        _input.Dispose();
        _output.Dispose();
        _error.Dispose();
    }
}
