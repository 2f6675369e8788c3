using AccessAudit.Journal;
using AccessAudit.Lifecycles;
using AccessAudit.Sealing.Recordings;
using AccessAudit.Sessions;
using AccessAudit.State;

namespace AccessAudit.Gateway.Admission;

/// <summary>What one running session writes: its row and its entries, each in one transaction.</summary>
sealed class SessionJournal(IStore store, OpenedSession opened, TimeProvider time)
{
    const int Attempts = 3;

    /// <summary>False when the session is no longer waiting for its start (lost, ended), or was asked to end meanwhile.</summary>
    internal Task<Committed<bool>> StartAsync(CancellationToken ct) => CommitAsync(
        async (work, now) =>
        {
            var session = await RowAsync(work);
            if (session is not { State: SessionState.Connecting, KillRequestedAt: null })
            {
                return false;
            }

            work.Replace(session with { State = SessionState.Live, StartedAt = now });
            work.Record(opened.Fact("session.started", now) with
            {
                Details = Members.Of(
                    ("recipients", opened.Contract.Recipients.Length), ("contract.number", opened.Contract.Number)),
                Origin = opened.From.ToMembers(),
            });
            return true;
        },
        ct);

    internal Task NoteAsync(
        string kind, FactOutcome outcome, Members details, Members content, CancellationToken ct) => CommitAsync(
        (work, now) =>
        {
            work.Record(opened.Fact(kind, now) with { Outcome = outcome, Details = details, Content = content });
            return Task.FromResult(true);
        },
        ct);

    /// <summary>A segment is in the log before the next one is sealed; the row counts what the log holds.</summary>
    internal Task SegmentSealedAsync(SealedSegment segment, CancellationToken ct) => CommitAsync(
        async (work, now) =>
        {
            var session = await RowAsync(work);
            work.Replace(session with
            {
                Segments = session.Segments + 1,
                RecordedBytes = session.RecordedBytes + segment.Bytes,
            });
            work.Record(opened.Fact("recording.segment_sealed", now) with
            {
                By = null,
                Details = Members.Of(
                    ("seq", segment.Sequence), ("sha256", segment.Sha256), ("bytes", segment.Bytes),
                    ("first_ns", (long?)segment.FirstNanoseconds), ("last_ns", (long?)segment.LastNanoseconds)),
            });
            return true;
        },
        ct);

    /// <summary>The relay has stopped; only the recording is still being sealed.</summary>
    internal Task EndingAsync(SessionEnd cause, CancellationToken ct) => CommitAsync(
        async (work, _) =>
        {
            var session = await RowAsync(work);
            if (session is { State: SessionState.Connecting or SessionState.Live })
            {
                work.Replace(session with { State = SessionState.Ending, EndedBy = cause });
            }

            return true;
        },
        ct);

    /// <param name="closed">Null when the recording failed: then the session ends without being sealed.</param>
    /// <param name="onDisk">Sealed segments found on the shelf; null when it cannot be read.</param>
    internal Task EndedAsync(
        SessionEnd cause, TimeSpan lasted, Recording.RecordingClosed? closed, long? onDisk, CancellationToken ct) => CommitAsync(
        async (work, now) =>
        {
            var session = await RowAsync(work);
            if (session.IsOver)
            {
                return true;
            }

            work.Replace(session with
            {
                State = closed is null ? SessionState.Ended : SessionState.Sealed,
                EndedBy = cause,
                EndedAt = now,
            });
            work.Record(opened.Fact("session.ended", now) with
            {
                By = cause == SessionEnd.User ? opened.Technician.Key : null,
                Outcome = cause is SessionEnd.User or SessionEnd.Target ? FactOutcome.Success : FactOutcome.Failure,
                Details = Members.Of(
                    ("cause", Words.Of(cause)), ("seconds", (long)lasted.TotalSeconds), ("segments", session.Segments),
                    ("segments_unlogged", Unlogged(session, onDisk))),
            });
            if (closed is not null)
            {
                work.Record(opened.Fact("recording.sealed", now) with
                {
                    By = null,
                    Details = Members.Of(("count", closed.Count), ("total_bytes", closed.TotalBytes)),
                });
            }

            return true;
        },
        ct);

    /// <summary>The recording could not start: the session that the log was told of never came to be.</summary>
    internal Task RefusedAsync(string code, CancellationToken ct) => CommitAsync(
        async (work, now) =>
        {
            var session = await RowAsync(work);
            work.Replace(session with
            {
                State = SessionState.Ended,
                EndedBy = SessionEnd.RecordingFailed,
                EndedAt = now,
            });
            work.Record(opened.Fact("session.refused", now) with
            {
                Outcome = FactOutcome.Failure,
                Details = Members.Of(("code", code)),
                Origin = opened.From.ToMembers(),
            });
            work.Record(opened.Fact("session.ended", now) with
            {
                By = null,
                Outcome = FactOutcome.Failure,
                Details = Members.Of(("cause", Words.Of(SessionEnd.RecordingFailed)), ("seconds", 0L)),
            });
            return true;
        },
        ct);

    /// <summary>Sealed segments on the shelf that the log never heard of.</summary>
    internal static long? Unlogged(Session session, long? onDisk) =>
        onDisk is { } count ? Math.Max(0, count - session.Segments) : null;

    async Task<Session> RowAsync(IRows rows) =>
        await rows.FindAsync<Session>(opened.Session.Client, opened.Session.Id)
        ?? throw new InvalidOperationException("The session's row is gone.");

    async Task<Committed<T>> CommitAsync<T>(Func<IWork, DateTimeOffset, Task<T>> decide, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await store.CommitAsync(work => decide(work, time.GetUtcNow()), ct);
            }
            catch (StoreConflictException) when (attempt < Attempts)
            {
                // Somebody asked for the session's end at the same moment: decide again on the row as it is.
            }
        }
    }
}
