using AccessAudit.Storage.Databases;

namespace AccessAudit.Storage;

/// <summary>Removes what has served: nothing of it is evidence, each table says how long it may be asked for.</summary>
public sealed class Housekeeping
{
    // Rows at a time: a commit of somebody else waits for one such step at most.
    const int Step = 2_000;

    static readonly (string Table, string Instant, TimeSpan Keep)[] Terms =
    [
        // As long as CodeDesk says: within a day no clock set back makes a spent code good again.
        ("spent_code", "at", TimeSpan.FromDays(2)),
        ("source_failure", "at", TimeSpan.FromDays(7)),
        ("idempotent_answer", "at", TimeSpan.FromDays(7)),
        ("web_session", "expires_at", TimeSpan.FromDays(7)),
        ("code_window", "until", TimeSpan.FromDays(7)),
        ("notice", "at", TimeSpan.FromDays(90)),
    ];

    readonly IDatabase _database;

    internal Housekeeping(IDatabase database) => _database = database;

    /// <summary>Returns how many rows went.</summary>
    /// <exception cref="State.StoreUnavailableException">Try again later; what is gone is gone.</exception>
    public async Task<int> RunAsync(DateTimeOffset now, CancellationToken ct)
    {
        var removed = 0;
        foreach (var (table, instant, keep) in Terms)
        {
            for (var more = true; more;)
            {
                var step = await RemoveAsync(table, instant, now - keep, ct);
                removed += step;
                more = step == Step;
            }
        }

        return removed;
    }

    Task<int> RemoveAsync(string table, string instant, DateTimeOffset before, CancellationToken ct) =>
        _database.TendAsync(
        connection => connection.Execute(
            $"""
            DELETE FROM {table} WHERE {_database.RowAddress} IN (
                SELECT {_database.RowAddress} FROM {table} WHERE {instant} < @before LIMIT {Step})
            """,
            ("@before", before.ToUnixTimeMilliseconds())),
        ct);
}
