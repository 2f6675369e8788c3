using AccessAudit.Gateway.Credentials;
using AccessAudit.Gateway.Recording;
using AccessAudit.Gateway.Watch;
using AccessAudit.Journal;
using AccessAudit.Lifecycles;
using AccessAudit.Measuring;
using AccessAudit.Refusals;
using AccessAudit.Sessions;
using AccessAudit.State;
using Microsoft.Extensions.Logging;

namespace AccessAudit.Gateway.Admission;

/// <summary>
/// One admitted session in this process. What may end it is decided from the store by the watch; only its expiry also runs
/// on a monotonic timer, so that a clock set back never lengthens it.
/// </summary>
sealed partial class LiveSession : ILiveSession
{
    readonly OpenedSession _opened;
    readonly SessionJournal _journal;
    readonly IReadOnlyList<EntryRef> _entries;
    readonly House _house;
    readonly long _requestedAt;
    readonly CancellationTokenSource _cut = new();
    readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Task _recordingWatch;
    readonly ITimer _expiry;
    readonly Lock _lock = new();
    SessionEnd? _cause;
    Task _cutting = Task.CompletedTask;

    internal LiveSession(
        OpenedSession opened, SessionJournal journal, SessionRecorder recorder, IReadOnlyList<EntryRef> entries, House house)
    {
        _opened = opened;
        _journal = journal;
        _entries = entries;
        _house = house;
        _requestedAt = house.Time.GetTimestamp();
        Recorder = recorder;
        ClosesAt = opened.EndsBy(opened.Grant);
        _expiry = house.Time.CreateTimer(
            _ => CutNow(SessionEnd.Expiry), null, DueIn(ClosesAt, house.Time.GetUtcNow()), Timeout.InfiniteTimeSpan);
        _recordingWatch = WatchRecordingAsync();
    }

    public string Id => _opened.Session.Id;
    public string Client => _opened.Session.Client;
    public string Host => _opened.Target.Host;
    public int Port => _opened.Target.Port;
    public IReadOnlyList<string> HostKeys => _opened.Target.HostKeys;
    public string TargetTitle => _opened.Target.Title;
    public string Account => _opened.Session.Account;
    public DateTimeOffset ClosesAt { get; private set; }
    public string Locale => _opened.Technician.Locale;
    public SessionRecorder Recorder { get; }
    public CancellationToken Cut => _cut.Token;
    public SessionEnd CutReason => _cause ?? SessionEnd.Error;
    public string CutText => RefusalTexts.Say(new Refusal($"cut.{Words.Of(CutReason)}"), Locale);

    internal Session Row => _opened.Session;

    public async Task<byte[]?> ReleaseCredentialAsync(CancellationToken ct)
    {
        if (!await CoveredAsync(_entries, ct))
        {
            return null;
        }

        return await _house.Store.ReadAsync(
            rows => _house.Vault.OpenAsync(rows, Client, _opened.Target.Id, Account, ct), ct);
    }

    public async Task<bool> StartAsync(CancellationToken ct)
    {
        try
        {
            var started = await _journal.StartAsync(ct);
            var runs = started.Result && await CoveredAsync(started.Entries, ct) && !Cut.IsCancellationRequested;
            Instruments.SessionStart.Record(
                _house.Time.GetElapsedTime(_requestedAt).TotalSeconds,
                KeyValuePair.Create(Telemetry.Protocol, (object?)Row.Protocol),
                KeyValuePair.Create(Telemetry.Outcome, (object?)(runs ? "ok" : "refused")));
            return runs;
        }
        catch (StoreUnavailableException)
        {
            CutNow(SessionEnd.LedgerUnavailable);
            return false;
        }
    }

    public async Task<bool> StillAllowedAsync(CancellationToken ct)
    {
        if (Cut.IsCancellationRequested)
        {
            return false;
        }

        try
        {
            var standing = await _house.Store.ReadAsync(rows => Standing.ReadAsync(rows, [Row]), ct);
            Obey(standing[Id]);
            return !Cut.IsCancellationRequested;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    public async Task NoteAsync(
        string kind, FactOutcome outcome, Members details, Members content, CancellationToken ct)
    {
        try
        {
            await _journal.NoteAsync(kind, outcome, details, content, ct);
        }
        catch (StoreUnavailableException)
        {
            CutNow(SessionEnd.LedgerUnavailable);
            throw;
        }
    }

    /// <summary>Applies what the store says now: a later end moves the timer, a reason to cut cuts.</summary>
    internal void Obey(Standing standing)
    {
        var now = _house.Time.GetUtcNow();
        if (standing.Verdict(now) is { } reason)
        {
            CutNow(reason);
        }
        else if (_opened.EndsBy(standing.Grant!) is var end && end != ClosesAt)
        {
            // Only a changed grant moves the timer; a changed clock does not.
            ClosesAt = end;
            _expiry.Change(DueIn(end, now), Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Tells the broker to stop; the first cause wins.</summary>
    internal void CutNow(SessionEnd reason)
    {
        lock (_lock)
        {
            if (_cause is not null)
            {
                return;
            }

            _cause = reason;
            DoorLog.Cut(_house.Log, Id, reason);
            _cutting = _cut.CancelAsync();
        }
    }

    async Task<bool> CoveredAsync(IReadOnlyList<EntryRef> entries, CancellationToken ct)
    {
        if (await _house.Heads.CoverAsync(entries, _house.Options.HeadPatience, ct))
        {
            return true;
        }

        DoorLog.HeadsLate(_house.Log, Id);
        CutNow(SessionEnd.LedgerUnavailable);
        return false;
    }

    async Task WatchRecordingAsync()
    {
        if (await Task.WhenAny(Recorder.Failed, _over.Task) == Recorder.Failed)
        {
            DoorLog.RecordingFailed(_house.Log, Id, await Recorder.Failed);
            CutNow(SessionEnd.RecordingFailed);
        }
    }

    static TimeSpan DueIn(DateTimeOffset end, DateTimeOffset now) => end > now ? end - now : TimeSpan.Zero;

    /// <summary>What every session of this gateway shares.</summary>
    internal sealed record House(
        IStore Store, IHeads Heads, CredentialVault Vault, ClientShelves Shelves, LiveSessions Live, GatewayOptions Options,
        TimeProvider Time, ILogger Log);
}
