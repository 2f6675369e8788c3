using AccessAudit.State;
using AccessAudit.Storage.Databases;
using AccessAudit.Storage.Rows;
using Microsoft.Data.Sqlite;

namespace AccessAudit.Storage.Sqlite;

/// <summary>
/// The one writing connection of this process. Writers queue here in order of arrival, so that none of them waits on
/// SQLite's lock but the first, and only for another process.
/// </summary>
sealed class WriteLane(SqliteFile file, StorageOptions options) : IDisposable
{
    readonly SemaphoreSlim _turn = new(1, 1);
    SqliteConnection? _connection;
    AccessAuditDb? _rows;

    /// <summary>
    /// Runs <paramref name="write"/> between <c>BEGIN IMMEDIATE</c> and <c>COMMIT</c>; whatever it throws rolls back.
    /// The commit itself cannot be cancelled: nobody shall be told of a failure that was a success.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Locked, full or gone; nothing was changed.</exception>
    /// <exception cref="StoreConflictException">Another process was there first; nothing was changed.</exception>
    public async Task<T> WriteAsync<T>(Func<AccessAuditDb, SqliteConnection, Task<T>> write, CancellationToken ct)
    {
        if (!await _turn.WaitAsync(options.Patience, ct))
            throw new StoreUnavailableException("Other writes take too long.", new TimeoutException());
        try
        {
            return await WriteInTurnAsync(write);
        }
        catch (Exception thrown)
        {
            if (SqliteFaults.Translate(thrown) is { } fault)
                throw fault;
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        Forget();
        _turn.Dispose();
    }

    async Task<T> WriteInTurnAsync<T>(Func<AccessAuditDb, SqliteConnection, Task<T>> write)
    {
        file.RefuseIfGone();
        var connection = _connection ??= file.Open();
        var rows = _rows ??= SqliteDb.Over(connection);
        try
        {
            connection.Execute("BEGIN IMMEDIATE");
            var result = await write(rows, connection);
            connection.Execute("COMMIT");
            return result;
        }
        catch
        {
            // closing is the surest roll-back: it works in whatever state the connection was left
            Forget();
            throw;
        }
    }

    void Forget()
    {
        _rows?.Dispose();
        if (_connection is { } connection)
        {
            SqliteConnection.ClearPool(connection);
            connection.Dispose();
        }

        (_rows, _connection) = (null, null);
    }
}
