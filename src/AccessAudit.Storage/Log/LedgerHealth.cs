using System.Data.Common;
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
    /// What an operator watches: entries that wait, how long the oldest of them has, how long ago the newest head of any
    /// log was signed (null before the first), and the sequencer's epoch here.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    public async Task<LedgerPulse> FeelAsync(DateTimeOffset now, CancellationToken ct)
    {
        var (waiting, oldest, head) = await _database.LookAsync(Reach.Everything, Look, ct);
        return new LedgerPulse(waiting, Since(oldest) ?? TimeSpan.Zero, Since(head), _sequencer.Epoch);

        TimeSpan? Since(long at) => at <= 0 ? null
            : TimeSpan.FromMilliseconds(Math.Max(0, now.ToUnixTimeMilliseconds() - at));
    }

    static (long Waiting, long Oldest, long Head) Look(DbConnection connection) => (
        connection.Scalar<long>("SELECT COUNT(*) FROM outbox"),
        connection.Scalar<long>("SELECT COALESCE(MIN(at), 0) FROM outbox WHERE at > 0"),
        connection.Scalar<long>(
            """
            SELECT COALESCE(MAX(log_checkpoint.at), 0) FROM log_state
            JOIN log_checkpoint ON log_checkpoint.client = log_state.client AND log_checkpoint.size = log_state.size
            """));

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

/// <param name="Epoch">0 while another process leads.</param>
public sealed record LedgerPulse(long Waiting, TimeSpan OldestWaits, TimeSpan? HeadAge, long Epoch);
