using AccessAudit.Journal;
using AccessAudit.State;
using AccessAudit.Storage.Sqlite;

namespace AccessAudit.Storage.Log;

/// <summary>An entry enters the log in the transaction that signs the head over it: to be there is to be covered.</summary>
sealed class Heads(SqliteDatabase database, LogBells bells, TimeProvider clock) : IHeads
{
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    public async Task<bool> CoverAsync(IReadOnlyList<EntryRef> entries, TimeSpan patience, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var began = clock.GetTimestamp();
        var waiting = entries.ToList();
        while (true)
        {
            var ring = bells.Heads.Next;
            RemoveCovered(waiting);
            if (waiting.Count == 0)
                return true;
            var left = patience - clock.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
                return false;
            await Bell.WaitAsync(ring, left < Look ? left : Look, clock, ct);
        }
    }

    void RemoveCovered(List<EntryRef> waiting)
    {
        if (waiting.Count == 0)
            return;
        var present = database.Read(connection => waiting.FindAll(entry => connection.Scalar<long>(
            "SELECT COUNT(*) FROM log_entry WHERE client = @client AND event_id = @event",
            ("@client", entry.Client), ("@event", entry.EventId)) > 0));
        waiting.RemoveAll(present.Contains);
    }
}
