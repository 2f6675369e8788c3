// PostgreSQL's own words: chapters 13.2 (isolation), 5.8 (row security), 20 (settings) of its manual. Every
// transaction, a read too, begins by saying its reach; said for the transaction only, it cannot leak to the next user
// of a pooled connection.
using System.Data.Common;
using System.Globalization;
using AccessAudit.State;
using Npgsql;

namespace AccessAudit.Storage.Postgres;

/// <summary>Opens transactions on the server and commits them.</summary>
sealed class PostgresServer : IDisposable
{
    public const string Serializable = "BEGIN ISOLATION LEVEL SERIALIZABLE";
    public const string Latest = "BEGIN ISOLATION LEVEL READ COMMITTED";
    public const string Snapshot = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

    // What was acknowledged must survive: a database set to less than 'on' is raised, one set to more is left.
    const string Says = """
        SELECT set_config('aa.reach', $1, true), set_config('lock_timeout', $2, true),
            set_config('statement_timeout', '30s', true),
            set_config('synchronous_commit', CASE current_setting('synchronous_commit')
                WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, true)
        """;

    readonly NpgsqlDataSource _source;
    readonly string _patience;

    public PostgresServer(StorageOptions options)
    {
        var said = new DbConnectionStringBuilder { ConnectionString = options.ConnectionString };
        var parsed = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            Enlist = false,
            // all that a transaction sets ends with it
            NoResetOnClose = true,
        };
        if (!said.ContainsKey("Application Name"))
            parsed.ApplicationName = "accessaudit " + options.Node;
        if (!said.ContainsKey("Timeout"))
            parsed.Timeout = Math.Max(1, (int)options.Patience.TotalSeconds);
        if (!said.ContainsKey("Maximum Pool Size"))
            parsed.MaxPoolSize = 40;
        // not behind a pooler that changes servers between transactions: there, say 0
        if (!said.ContainsKey("Max Auto Prepare"))
            (parsed.MaxAutoPrepare, parsed.AutoPrepareMinUsages) = (100, 2);
        _source = NpgsqlDataSource.Create(parsed);
        _patience = ((long)options.Patience.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>What is wrong with the connection strings, or null. It repeats nothing: they may hold a password.</summary>
    public static string? Trouble(StorageOptions options)
    {
        const string Expected = "expected Host=...;Database=...;Username=...";
        try
        {
            if (options.OwnerConnectionString.Length > 0)
                _ = new NpgsqlConnectionStringBuilder(options.OwnerConnectionString);
            var said = new NpgsqlConnectionStringBuilder(options.ConnectionString);
            return string.IsNullOrEmpty(said.Host) || string.IsNullOrEmpty(said.Database)
                ? $"ConnectionString: {Expected}"
                : null;
        }
        catch (ArgumentException)
        {
            return $"ConnectionString, OwnerConnectionString: {Expected}";
        }
    }

    /// <summary>A connection outside any transaction, whose reach is nobody.</summary>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken ct) => await _source.OpenConnectionAsync(ct);

    /// <summary>
    /// A connection in a transaction. One that the pool held while the server went away is replaced once: nothing has
    /// been done on it yet. Disposing it rolls back what was not committed.
    /// </summary>
    public async Task<NpgsqlConnection> BeginAsync(string how, Reach reach, CancellationToken ct)
    {
        for (var isFresh = false; ; isFresh = true)
        {
            var connection = await _source.OpenConnectionAsync(ct);
            try
            {
                await using var begin = new NpgsqlBatch(connection)
                {
                    BatchCommands =
                    {
                        new NpgsqlBatchCommand(how),
                        new NpgsqlBatchCommand(Says)
                        {
                            Parameters =
                            {
                                new NpgsqlParameter<string> { TypedValue = Words(reach) },
                                new NpgsqlParameter<string> { TypedValue = _patience },
                            },
                        },
                    },
                };
                await begin.ExecuteNonQueryAsync(ct);
                return connection;
            }
            catch (Exception thrown)
            {
                await connection.DisposeAsync();
                if (isFresh || !PostgresFaults.IsBroken(thrown))
                    throw;
                _source.Clear();
            }
        }
    }

    /// <summary>
    /// Neither cancelled nor timed: a COMMIT that is interrupted while it waits for its standby says yes and may yet be
    /// lost. The SELECT before it fails where the transaction has failed; COMMIT alone would roll back and say nothing.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The one case in which something may have been changed.</exception>
    public static async Task CommitAsync(NpgsqlConnection connection)
    {
        string? warning = null;
        connection.Notice += (_, told) => warning = told.Notice.MessageText;
        await using var commit = connection.CreateCommand();
        commit.CommandText = "SELECT 1; COMMIT";
        commit.CommandTimeout = 0;
        try
        {
            await commit.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (NpgsqlException thrown) when (PostgresFaults.IsBroken(thrown))
        {
            throw new StoreUnavailableException("The connection broke in the commit; how it ended is unknown.", thrown);
        }

        if (warning is not null)
        {
            throw new StoreUnavailableException(
                "The database committed with a warning: a fail-over may lose it.",
                new InvalidOperationException(warning));
        }
    }

    /// <summary>What the pool holds is thrown away; the server has ended it.</summary>
    public void Forget() => _source.Clear();

    public void Dispose() => _source.Dispose();

    static string Words(Reach reach) =>
        reach.Organizations is { } organizations ? string.Join(',', organizations) : Walls.Everything;
}
