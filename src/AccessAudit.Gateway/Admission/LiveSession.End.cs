using AccessAudit.Gateway.Recording;
using AccessAudit.Sessions;
using AccessAudit.State;

namespace AccessAudit.Gateway.Admission;

sealed partial class LiveSession
{
    readonly SemaphoreSlim _finishing = new(1);
    TimeSpan? _lasted;
    RecordingClosed? _closed;
    bool _recordingOver;
    bool _finished;

    /// <summary>The broker has let go; only the log may still wait for the end.</summary>
    internal bool HasEnded => _lasted is not null;

    public async Task EndAsync(SessionEnd cause, CancellationToken ct)
    {
        lock (_lock)
        {
            _cause ??= cause;
            _lasted ??= _house.Time.GetElapsedTime(_requestedAt);
        }

        await FinishAsync(ct);
    }

    /// <summary>
    /// Brings the end into the log. When the store does not answer the session stays with the watch, which tries again;
    /// should the process die first, the next one finds it lost.
    /// </summary>
    internal async Task FinishAsync(CancellationToken ct)
    {
        await _finishing.WaitAsync(ct);
        try
        {
            if (_finished)
            {
                return;
            }

            await _expiry.DisposeAsync();
            await CloseRecordingAsync(ct);
            await _journal.EndedAsync(CutReason, _lasted!.Value, _closed, _house.Shelves.CountOf(Client, Id), ct);
            _finished = true;
            _house.Live.Remove(this);
        }
        catch (Exception cause) when (cause is StoreUnavailableException or StoreConflictException)
        {
            DoorLog.EndNotRecorded(_house.Log, Id, cause);
        }
        finally
        {
            _finishing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync(SessionEnd.Error, CancellationToken.None);
        await _cutting;
    }

    async Task CloseRecordingAsync(CancellationToken ct)
    {
        if (_recordingOver)
        {
            return;
        }

        await _journal.EndingAsync(CutReason, ct);
        try
        {
            _closed = await Recorder.CloseAsync(ct);
        }
        catch (RecordingFailedException cause)
        {
            DoorLog.RecordingFailed(_house.Log, Id, cause);
        }

        _recordingOver = true;
        _over.TrySetResult();
        await _recordingWatch;
        await Recorder.DisposeAsync();
    }
}
