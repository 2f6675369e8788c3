using AccessAudit.Journal;
using AccessAudit.State;
using AccessAudit.Storage.Databases;

namespace AccessAudit.Storage.Log;

/// <summary>An entry enters the log in the transaction that signs the head over it: to be there is to be covered.</summary>
sealed class Heads(IDatabase database, LogBells bells, TimeProvider clock) : IHeads, IDisposable
{
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    readonly SharedLook _look = new(database);

    public async Task<bool> CoverAsync(IReadOnlyList<EntryRef> entries, TimeSpan patience, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var began = clock.GetTimestamp();
        var waiting = entries.ToList();
        while (true)
        {
            var ring = bells.Heads.Next;
            await RemoveCoveredAsync(waiting, ct);
            if (waiting.Count == 0)
                return true;
            var left = patience - clock.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
                return false;
            var pause = bells.Pause(Look);
            await Bell.WaitAsync(ring, left < pause ? left : pause, clock, ct);
        }
    }

    public void Dispose() => _look.Dispose();

    async Task RemoveCoveredAsync(List<EntryRef> waiting, CancellationToken ct)
    {
        if (waiting.Count > 0)
            waiting.RemoveAll((await _look.FindAsync(waiting, ct)).Contains);
    }
}
