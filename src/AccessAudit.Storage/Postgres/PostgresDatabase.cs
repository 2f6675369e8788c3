using System.Data.Common;
using System.Diagnostics;
using AccessAudit.State;
using AccessAudit.Storage.Databases;
using AccessAudit.Storage.Log;
using AccessAudit.Storage.Rows;
using Microsoft.Extensions.Logging;

namespace AccessAudit.Storage.Postgres;

/// <summary>
/// Many writers at once, of many processes. Decisions are SERIALIZABLE: desks are written as if each were alone, and
/// PostgreSQL undoes whichever was not.
/// </summary>
sealed class PostgresDatabase(PostgresServer server, StorageOptions options, ILogger<PostgresDatabase> logger)
    : IDatabase, IDisposable
{
    readonly Turns _turns = new(options.Patience);

    /// <summary>A whole duty at a time: a second sequencer waits until the first has committed.</summary>
    public string ForUpdate => " FOR UPDATE";

    public string RowAddress => "ctid";

    public Task<T> ReadAsync<T>(Reach reach, Func<DbConnection, Task<T>> read, CancellationToken ct) => TranslateAsync(
        async () =>
        {
            await using var connection = await server.BeginAsync(PostgresServer.Snapshot, reach, ct);
            return await read(connection);
        });

    public Task<T> DecideAsync<T>(Reach reach, Func<AccessAuditDb, Task<T>> decide, CancellationToken ct) =>
        TranslateAsync(async () =>
        {
            try
            {
                return await _turns.RunAsync(() => DecideOnceAsync(reach, decide, ct), alone: false, ct);
            }
            catch (Exception thrown) when (PostgresFaults.IsInTheWay(thrown))
            {
                _turns.Met();
                return await _turns.RunAsync(() => DecideAgainAsync(reach, decide, ct), alone: true, ct);
            }
        });

    public Task<T> TendAsync<T>(Func<DbConnection, T> tend, CancellationToken ct) => TranslateAsync(
        async () =>
        {
            await using var connection = await server.BeginAsync(PostgresServer.Latest, Reach.Everything, ct);
            var result = tend(connection);
            await PostgresServer.CommitAsync(connection);
            return result;
        });

    public AccessAuditDb Rows(DbConnection connection) => PostgresDb.Over(connection);

    public bool SaysTaken(Exception thrown) => PostgresFaults.IsTaken(thrown);

    /// <summary>The server's clock: the processes' own may differ.</summary>
    public DateTimeOffset Now(DbConnection connection) => DateTimeOffset.FromUnixTimeMilliseconds(
        connection.Scalar<long>("SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)"));

    public Task CarryAsync(LogBells bells, CancellationToken ct) => new Messenger(server, bells, logger).RunAsync(ct);

    public void Dispose() => _turns.Dispose();

    // Alone in this process, it may still meet those of others.
    async Task<T> DecideAgainAsync<T>(Reach reach, Func<AccessAuditDb, Task<T>> decide, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await DecideOnceAsync(reach, decide, ct);
            }
            catch (Exception thrown) when (
                PostgresFaults.IsInTheWay(thrown) && Stopwatch.GetElapsedTime(began) < options.Patience)
            {
                // by chance, so that two that met do not meet again
                await Task.Delay(Random.Shared.Next(Math.Min(attempt, 10) * 4), ct);
            }
        }
    }

    async Task<T> DecideOnceAsync<T>(Reach reach, Func<AccessAuditDb, Task<T>> decide, CancellationToken ct)
    {
        await using var connection = await server.BeginAsync(PostgresServer.Serializable, reach, ct);
        await using var rows = PostgresDb.Over(connection);
        var result = await decide(rows);
        await PostgresServer.CommitAsync(connection);
        return result;
    }

    async Task<T> TranslateAsync<T>(Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (Exception thrown) when (PostgresFaults.Translate(thrown) is { } fault)
        {
            if (PostgresFaults.IsBroken(thrown))
                server.Forget();
            throw fault;
        }
    }
}
