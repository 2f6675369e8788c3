using System.Data.Common;
using AccessAudit.State;
using AccessAudit.Storage.Databases;
using AccessAudit.Storage.Log;
using AccessAudit.Storage.Rows;
using Microsoft.Data.Sqlite;

namespace AccessAudit.Storage.Sqlite;

/// <summary>
/// One writer at a time, any number of readers of snapshots. No row-level security: <see cref="Reach"/> means nothing
/// here.
/// </summary>
sealed class SqliteDatabase(SqliteFile file, WriteLane lane, TimeProvider clock) : IDatabase
{
    /// <summary>Whoever writes is alone anyway.</summary>
    public string ForUpdate => "";

    public string RowAddress => "rowid";

    public async Task<T> ReadAsync<T>(Reach reach, Func<DbConnection, Task<T>> read, CancellationToken ct)
    {
        using var connection = file.Open();
        try
        {
            using var snapshot = connection.BeginTransaction(deferred: true);
            return await read(connection);
        }
        catch (Exception thrown) when (SqliteFaults.Translate(thrown) is { } fault)
        {
            throw fault;
        }
    }

    public Task<T> DecideAsync<T>(Reach reach, Func<AccessAuditDb, Task<T>> decide, CancellationToken ct) =>
        lane.WriteAsync((rows, _) => decide(rows), ct);

    public Task<T> TendAsync<T>(Func<DbConnection, T> tend, CancellationToken ct) =>
        lane.WriteAsync((_, connection) => Task.FromResult(tend(connection)), ct);

    public AccessAuditDb Rows(DbConnection connection) => SqliteDb.Over(connection);

    public bool SaysTaken(Exception thrown) =>
        thrown is SqliteException && SqliteFaults.Translate(thrown) is StoreConflictException;

    /// <summary>Processes that share a file share a machine and its clock.</summary>
    public DateTimeOffset Now(DbConnection connection) => clock.GetUtcNow();

    /// <summary>Nothing is carried: whoever waits looks by himself, and soon.</summary>
    public Task CarryAsync(LogBells bells, CancellationToken ct) => Task.CompletedTask;
}
