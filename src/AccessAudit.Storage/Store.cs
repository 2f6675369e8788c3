using AccessAudit.State;
using AccessAudit.Storage.Log;
using AccessAudit.Storage.Rows;
using AccessAudit.Storage.Sqlite;

namespace AccessAudit.Storage;

/// <summary>The store on SQLite: one writer at a time, any number of readers of snapshots.</summary>
sealed class Store(SqliteDatabase database, WriteLane lane, LogBells bells) : IStore
{
    public async Task<T> ReadAsync<T>(Func<IRows, Task<T>> read, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(read);
        try
        {
            using var connection = database.Open();
            using var snapshot = connection.BeginTransaction(deferred: true);
            await using var rows = AccessAuditDb.Over(connection);
            return await read(new Rows.Rows(rows, ct));
        }
        catch (Exception thrown) when (StoreFaults.Translate(thrown) is { } fault)
        {
            throw fault;
        }
    }

    public async Task<Committed<T>> CommitAsync<T>(Func<IWork, Task<T>> decide, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(decide);
        var committed = await lane.WriteAsync(
            async (rows, _) =>
            {
                var work = new Work(rows, ct);
                var result = await decide(work);
                return new Committed<T>(result, await work.FinishAsync());
            },
            ct);
        if (committed.Entries.Count > 0)
            bells.Outbox.Ring();
        return committed;
    }
}
