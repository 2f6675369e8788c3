using System.Threading.Channels;
using AccessAudit.Sealing.Files;
using AccessAudit.Sealing.Recordings;

namespace AccessAudit.Gateway.Recording;

/// <summary>
/// Records one session into sealed segments, and fails closed: it starts only when its first file exists, makes writers wait
/// when disk or log are slow, and on the first error tells <see cref="Failed"/>, refuses every further byte and stays failed.
/// The session's owner watches <see cref="Failed"/> and cuts the session.
/// Limit: what was written but not yet sealed (at most <see cref="RecorderOptions.SegmentAge"/> or
/// <see cref="RecorderOptions.SegmentBytes"/> and the queue) is lost when the process dies.
/// </summary>
public sealed class SessionRecorder : IAsyncDisposable
{
    readonly RecorderOptions _options;
    readonly DateTimeOffset _startedAt;
    readonly ChunkQueue _queue;
    readonly SegmentIndex _index;
    readonly List<SealedSegment> _sealed = [];
    readonly CancellationTokenSource _stop = new();
    readonly TaskCompletionSource<RecordingFailedException> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    readonly ITimer _age;
    readonly Task _loop;
    SegmentFile? _segment;
    volatile bool _ageReached;
    volatile bool _closing;

    SessionRecorder(RecorderOptions options)
    {
        _options = options;
        _startedAt = options.TimeProvider.GetUtcNow();
        _queue = new ChunkQueue(options.QueueBytes, options.TimeProvider);
        _index = new SegmentIndex(options.Folder);
        try
        {
            _segment = new SegmentFile(options, 1, _startedAt);
            DurableFiles.FlushDirectory(options.Folder);
        }
        catch
        {
            _segment?.Dispose();
            _index.Dispose();
            throw;
        }

        _age = options.TimeProvider.CreateTimer(
            _ => SegmentIsOld(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Completes, with the reason, on the first error; never completes when all goes well.</summary>
    public Task<RecordingFailedException> Failed => _failed.Task;

    /// <summary>Creates the session's folder and first file.</summary>
    /// <exception cref="ArgumentException">The options are unfit; every reason is named.</exception>
    /// <exception cref="RecordingFailedException">Folder or file cannot be created: no recorder, no session.</exception>
    public static SessionRecorder Start(RecorderOptions options)
    {
        options.Check();
        try
        {
            var folder = Path.GetFullPath(options.Folder);
            CreatePrivateFolder(folder);
            DurableFiles.FlushDirectory(Path.GetDirectoryName(folder)!);
            return new SessionRecorder(options with { Folder = folder });
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new RecordingFailedException($"The recording cannot start: {cause.Message}", cause);
        }
    }

    /// <summary>
    /// Records a chunk, stamped now; the bytes are copied. Returns at once while the queue has room, else waits for it.
    /// Output longer than <see cref="RecordingFormat.MaxChunk"/> becomes several chunks.
    /// </summary>
    /// <exception cref="RecordingFailedException">The recording failed: cut the session.</exception>
    /// <exception cref="InvalidOperationException">The recording was closed.</exception>
    public ValueTask WriteAsync(RecordKind kind, uint channel, ReadOnlyMemory<byte> data, CancellationToken ct)
    {
        if (data.Length > RecordingFormat.MaxChunk)
        {
            return kind is RecordKind.StandardOutput or RecordKind.StandardError
                ? WriteInPartsAsync(kind, channel, data, ct)
                : throw new ArgumentException($"A {kind} chunk is at most {RecordingFormat.MaxChunk} bytes.", nameof(data));
        }

        ThrowUnlessRecording();
        if (_queue.TryAppend(kind, channel, data.Span, out var room))
        {
            _wake.Writer.TryWrite(true);
            return ValueTask.CompletedTask;
        }

        // A closed queue answers like a full one; the look at the state after the wait says why.
        return WaitAndWriteAsync(room, kind, channel, data, ct);
    }

    /// <summary>Seals what waits, tells of the last segment, and ends the recording.</summary>
    /// <exception cref="RecordingFailedException">The recording failed, before or now.</exception>
    public async Task<RecordingClosed> CloseAsync(CancellationToken ct)
    {
        _closing = true;
        _queue.Close();
        _wake.Writer.TryWrite(true);
        await _loop.WaitAsync(ct);
        if (_failed.Task.IsCompletedSuccessfully)
        {
            throw Failure();
        }

        return new RecordingClosed(_sealed.Count, _sealed.Sum(s => s.Bytes), _sealed);
    }

    /// <summary>Abandons the recording unless it was closed: what is not sealed yet is dropped.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        await _age.DisposeAsync();
        _stop.Dispose();
    }

    static void CreatePrivateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        Directory.CreateDirectory(
            folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                | UnixFileMode.GroupRead | UnixFileMode.GroupExecute);
    }

    async ValueTask WaitAndWriteAsync(
        Task room, RecordKind kind, uint channel, ReadOnlyMemory<byte> data, CancellationToken ct)
    {
        do
        {
            await room.WaitAsync(ct);
            ThrowUnlessRecording();
        }
        while (!_queue.TryAppend(kind, channel, data.Span, out room));
        _wake.Writer.TryWrite(true);
    }

    async ValueTask WriteInPartsAsync(RecordKind kind, uint channel, ReadOnlyMemory<byte> data, CancellationToken ct)
    {
        while (data.Length > 0)
        {
            var part = Math.Min(data.Length, RecordingFormat.MaxChunk);
            await WriteAsync(kind, channel, data[..part], ct);
            data = data[part..];
        }
    }

    async Task RunAsync()
    {
        try
        {
            // The order matters: once the queue is closed nothing can be appended, so what is taken after that is the rest.
            bool last;
            do
            {
                await _wake.Reader.ReadAsync(_stop.Token);
                last = _queue.IsClosed;
                await DrainAsync();
            }
            while (!last);
            await EndAsync();
        }
        catch (OperationCanceledException cause) when (_stop.IsCancellationRequested)
        {
            _failed.TrySetResult(new RecordingFailedException("The recording was abandoned before it was closed.", cause));
        }
        catch (Exception cause)
        {
            // Whatever it was, the recording is over; its owner learns it from Failed and cuts the session.
            _failed.TrySetResult(new RecordingFailedException($"The recording failed: {cause.Message}", cause));
        }
        finally
        {
            _segment?.Dispose();
            _index.Dispose();
            _queue.Close();
            ChunkQueue.Return(_queue.Take());
        }
    }

    async Task DrainAsync()
    {
        var chunks = _queue.Take();
        try
        {
            var rest = chunks.Buffer.AsMemory(0, chunks.Length);
            while (rest.Length > 0)
            {
                var written = WriteWhatFits(rest.Span);
                rest = rest[written..];
                if (rest.Length > 0)
                {
                    await SealAsync();
                }
            }
        }
        finally
        {
            ChunkQueue.Return(chunks);
        }

        if (_ageReached)
        {
            await SealAsync();
        }
    }

    int WriteWhatFits(ReadOnlySpan<byte> chunks)
    {
        if (_segment is null)
        {
            _segment = new SegmentFile(_options, _sealed.Count + 1, _startedAt);
        }

        if (_segment.ChunkBytes == 0)
        {
            _age.Change(_options.SegmentAge, Timeout.InfiniteTimeSpan);
        }

        var room = _options.SegmentBytes - _segment.ChunkBytes;
        var fits = 0;
        ulong first = 0, last = 0;
        while (fits < chunks.Length)
        {
            var (time, length) = ChunkCodec.Measure(chunks[fits..]);

            // A chunk longer than a whole segment gets one of its own.
            if (fits + length > room && (fits > 0 || _segment.ChunkBytes > 0))
            {
                break;
            }

            first = fits == 0 ? time : first;
            last = time;
            fits += length;
        }

        if (fits > 0)
        {
            _segment.Write(chunks[..fits], first, last);
        }

        return fits;
    }

    async Task SealAsync()
    {
        _age.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _ageReached = false;
        if (_segment is null or { ChunkBytes: 0 })
        {
            return;
        }

        var segment = _segment.Seal(_index);
        _segment.Dispose();
        _segment = null;
        await _options.OnSealed(segment, _stop.Token);
        _sealed.Add(segment);
    }

    async Task EndAsync()
    {
        await SealAsync();
        _index.Close(_sealed.Count, _sealed.Sum(s => s.Bytes));
    }

    void SegmentIsOld()
    {
        _ageReached = true;
        _wake.Writer.TryWrite(true);
    }

    void ThrowUnlessRecording()
    {
        if (_failed.Task.IsCompletedSuccessfully)
        {
            throw Failure();
        }

        if (_closing)
        {
            throw new InvalidOperationException("The recording was closed.");
        }
    }

    // A fresh exception each time: callers on several threads must not share one stack trace.
    RecordingFailedException Failure()
    {
        var first = _failed.Task.Result;
        return new RecordingFailedException(first.Message, first.InnerException ?? first);
    }
}
