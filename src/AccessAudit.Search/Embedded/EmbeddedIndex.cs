using AccessAudit.Search.Index;
using Microsoft.Data.Sqlite;

namespace AccessAudit.Search.Embedded;

/// <summary>
/// The index of an installation without Elasticsearch: SQLite FTS5 in a file of its own, apart from state and ledger.
/// Writing is one connection at a time; readers never wait for it (WAL).
/// </summary>
public sealed class EmbeddedIndex : IAuditIndex, IDisposable
{
    readonly string _connection;
    readonly SemaphoreSlim _writing = new(1, 1);

    /// <param name="file">Created when absent; thrown away when it is of another shape.</param>
    public EmbeddedIndex(string file)
    {
        _connection = new SqliteConnectionStringBuilder { DataSource = file, DefaultTimeout = 5 }.ToString();
        using var connection = Open();
        Run(connection, "PRAGMA journal_mode = WAL");
        if (Convert.ToInt64(Scalar(connection, "PRAGMA user_version"), null) != EmbeddedSchema.Number)
        {
            Reset(connection);
        }
    }

    public async Task<long> NextIndexAsync(string client, CancellationToken ct)
    {
        await using var connection = Open();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT coalesce(max(log_index) + 1, 0) FROM document WHERE client = $client";
        command.Parameters.AddWithValue("$client", client);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    public async Task AddAsync(IReadOnlyList<AuditDocument> documents, CancellationToken ct)
    {
        await _writing.WaitAsync(ct);
        try
        {
            await using var connection = Open();
            await using var transaction = connection.BeginTransaction();
            using var writer = new EmbeddedWriter(connection, transaction);
            foreach (var document in documents)
            {
                writer.Add(document);
            }

            await transaction.CommitAsync(ct);
        }
        finally
        {
            _writing.Release();
        }
    }

    public async Task ClearAsync(CancellationToken ct)
    {
        await _writing.WaitAsync(ct);
        try
        {
            await using var connection = Open();
            Reset(connection);
        }
        finally
        {
            _writing.Release();
        }
    }

    public async Task<AuditPage> SearchAsync(AuditQuery query, CancellationToken ct)
    {
        await using var connection = Open();
        return await EmbeddedSearch.RunAsync(connection, query, ct);
    }

    public async Task<IReadOnlyList<AuditCell>> CrossAsync(AuditQuery query, CancellationToken ct)
    {
        await using var connection = Open();
        return await EmbeddedCounts.CrossAsync(connection, query, ct);
    }

    public async Task<AuditCount> CountAsync(
        string client, long size, DateTimeOffset from, DateTimeOffset until, CancellationToken ct)
    {
        await using var connection = Open();
        return await EmbeddedCounts.CountAsync(connection, client, size, from, until, ct);
    }

    public void Dispose()
    {
        _writing.Dispose();
        using var connection = new SqliteConnection(_connection);
        SqliteConnection.ClearPool(connection);
    }

    SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connection);
        connection.Open();
        return connection;
    }

    static void Reset(SqliteConnection connection)
    {
        using var transaction = connection.BeginTransaction();
        Run(connection, EmbeddedSchema.Drop);
        Run(connection, EmbeddedSchema.Create);
        Run(connection, $"PRAGMA user_version = {EmbeddedSchema.Number}");
        transaction.Commit();
    }

    static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
