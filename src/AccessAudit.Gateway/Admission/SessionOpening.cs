using AccessAudit.Gateway.Credentials;
using AccessAudit.Gateway.Recording;
using AccessAudit.Gateway.Watch;
using AccessAudit.Journal;
using AccessAudit.Refusals;
using AccessAudit.Sealing.Age;
using AccessAudit.State;
using Microsoft.Extensions.Logging;

namespace AccessAudit.Gateway.Admission;

/// <summary>From what the door committed to a session that runs: no recorder, no session.</summary>
sealed class SessionOpening(
    IStore store, IHeads heads, CredentialVault vault, ClientShelves shelves, LiveSessions live, GatewayOptions options,
    TimeProvider time, ILogger<SessionOpening> log)
{
    internal async Task<Admission> OpenAsync(
        OpenedSession opened, IReadOnlyList<EntryRef> entries, CancellationToken ct)
    {
        var journal = new SessionJournal(store, opened, time);
        SessionRecorder recorder;
        try
        {
            recorder = Record(opened, journal);
        }
        catch (Exception cause) when (cause is RecordingFailedException or FormatException or ArgumentException)
        {
            DoorLog.RecordingCannotStart(log, opened.Session.Id, cause);
            var refusal = new Refusal("recording.cannot_start");
            await journal.RefusedAsync(refusal.Code, ct);
            return new Admission.Closed(
                refusal, RefusalTexts.Say(refusal, opened.Technician.Locale), MayRetryCode: false);
        }

        var session = new LiveSession(opened, journal, recorder, entries, new LiveSession.House(
            store, heads, vault, shelves, live, options, time, log));
        live.Add(session);
        return new Admission.Open(session);
    }

    SessionRecorder Record(OpenedSession opened, SessionJournal journal) => SessionRecorder.Start(new RecorderOptions
    {
        Folder = shelves.Of(opened.Session.Client).FolderOf(opened.Session.Id),
        Session = opened.Session.Id,
        Recipients = [.. opened.Contract.Recipients.Select(AgeRecipient.Parse)],
        TimeProvider = time,
        OnSealed = journal.SegmentSealedAsync,
    });
}
