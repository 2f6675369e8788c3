using AccessAudit.State;
using AccessAudit.Storage.Databases;

namespace AccessAudit.Storage.Log;

/// <summary>Whether entries reach signed heads. For operators and balancers; nothing is decided from it.</summary>
public sealed class LedgerHealth
{
    readonly IDatabase _database;
    readonly Sequencer _sequencer;
    readonly Lock _gate = new();
    (long Id, DateTimeOffset SeenAt)? _oldest;

    internal LedgerHealth(IDatabase database, Sequencer sequencer) =>
        (_database, _sequencer) = (database, sequencer);

    /// <summary>Logs that get no more heads from this process.</summary>
    public int HaltedLogs => _sequencer.Halted.Count;

    /// <summary>Entries that no head covers yet.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    public Task<long> WaitingAsync(CancellationToken ct) => _database.LookAsync(
        Reach.Everything, connection => connection.Scalar<long>("SELECT COUNT(*) FROM outbox"), ct);

    /// <summary>
    /// How long the entry that waits longest has been seen waiting by these calls (a row carries no time of its own):
    /// zero when none waits, and at the first call.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    public async Task<TimeSpan> WaitingSinceAsync(DateTimeOffset now, CancellationToken ct)
    {
        var first = await _database.LookAsync(
            Reach.Everything, connection => connection.Scalar<long>("SELECT COALESCE(MIN(id), 0) FROM outbox"), ct);
        lock (_gate)
        {
            if (first == 0)
            {
                _oldest = null;
                return TimeSpan.Zero;
            }

            if (_oldest?.Id != first)
            {
                _oldest = (first, now);
            }

            return now - _oldest.Value.SeenAt;
        }
    }
}
