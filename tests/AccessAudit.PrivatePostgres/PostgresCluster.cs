using System.Security.Cryptography;
using Npgsql;

namespace AccessAudit.PrivatePostgres;

/// <summary>
/// A PostgreSQL server of the tests' own: made in a temporary folder, heard on a Unix socket only, with fsync as in
/// production, and gone at the end. Or, where <c>ACCESSAUDIT_TEST_POSTGRES</c> has a connection string of a superuser,
/// that server, on which the tests make and drop databases and roles of their own.
/// </summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    const string Superuser = "postgres";

    static readonly SemaphoreSlim Gate = new(1, 1);
    static PostgresCluster? _shared;

    readonly ServerFolder? _folder;
    readonly NpgsqlConnectionStringBuilder _super;
    readonly string _suffix = RandomNumberGenerator.GetHexString(8, lowercase: true);
    readonly string _password = RandomNumberGenerator.GetHexString(32, lowercase: true);
    readonly SemaphoreSlim _making = new(1, 1);
    readonly HashSet<string> _templates = [];

    PostgresCluster(ServerFolder? folder, NpgsqlConnectionStringBuilder super) => (_folder, _super) = (folder, super);

    /// <summary>Why there is none on this machine, or null.</summary>
    public static string? Missing { get; } = Given is not null ? null
        : ServerFolder.Programs is null
            ? "PostgreSQL's server programs are not on this machine (Debian: apt install postgresql)"
        : !ServerFolder.CanRun()
            ? "no unprivileged user can run PostgreSQL on this machine, and root must not: is / closed to others?"
            : null;

    static string? Given => Environment.GetEnvironmentVariable("ACCESSAUDIT_TEST_POSTGRES") is { Length: > 0 } given
        ? given
        : null;

    /// <summary>The one server of this test process, started at the first call.</summary>
    public static async Task<PostgresCluster> SharedAsync()
    {
        await Gate.WaitAsync();
        try
        {
            return _shared ??= await StartAsync();
        }
        finally
        {
            Gate.Release();
        }
    }

    /// <summary>Ends the shared server, if one was started.</summary>
    public static async ValueTask EndSharedAsync()
    {
        if (_shared is { } shared)
        {
            _shared = null;
            await shared.DisposeAsync();
        }
    }

    /// <summary>A new, empty database; the owner's role owns it, the program's role may connect.</summary>
    public async Task<PostgresTestbed> CreateAsync()
    {
        var testbed = new PostgresTestbed(this, "aa_" + RandomNumberGenerator.GetHexString(12, lowercase: true));
        await SuperAsync($"CREATE DATABASE {testbed.Name} OWNER {Owner}");
        return testbed;
    }

    /// <summary>A copy of the database that <paramref name="prepare"/> made once for this name.</summary>
    public async Task<PostgresTestbed> CopyAsync(string name, Func<PostgresTestbed, Task> prepare)
    {
        ArgumentNullException.ThrowIfNull(prepare);
        var template = new PostgresTestbed(this, $"aa_{name}_{_suffix}");
        await _making.WaitAsync();
        try
        {
            if (_templates.Add(name))
            {
                await SuperAsync($"CREATE DATABASE {template.Name} OWNER {Owner}");
                await prepare(template);
                NpgsqlConnection.ClearAllPools();
            }

            var testbed = new PostgresTestbed(this, "aa_" + RandomNumberGenerator.GetHexString(12, lowercase: true));
            await SuperAsync($"CREATE DATABASE {testbed.Name} TEMPLATE {template.Name} OWNER {Owner}");
            return testbed;
        }
        finally
        {
            _making.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_folder is not null)
        {
            await _folder.DisposeAsync();
            return;
        }

        foreach (var name in _templates)
            await SuperAsync($"DROP DATABASE IF EXISTS aa_{name}_{_suffix} WITH (FORCE)");
        await SuperAsync($"DROP ROLE {App}");
        await SuperAsync($"DROP ROLE {Owner}");
    }

    /// <summary>The role that owns the databases.</summary>
    internal string Owner => "aa_owner_" + _suffix;

    /// <summary>The program's role.</summary>
    internal string App => "aa_app_" + _suffix;

    internal string Connection(string database, string? role) =>
        new NpgsqlConnectionStringBuilder(_super.ConnectionString)
        {
            Database = database,
            Username = role ?? _super.Username,
            Password = role is null ? _super.Password : _password,
        }.ConnectionString;

    /// <summary>Runs SQL as the server's superuser.</summary>
    public async Task SuperAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_super.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    static async Task<PostgresCluster> StartAsync()
    {
        var folder = Given is null ? await ServerFolder.StartAsync(Superuser) : null;
        var super = Given is { } given
            ? new NpgsqlConnectionStringBuilder(given)
            : new NpgsqlConnectionStringBuilder { Host = folder!.Socket, Username = Superuser, Database = "postgres" };
        super.Pooling = false;
        var cluster = new PostgresCluster(folder, super);
        foreach (var role in new[] { cluster.Owner, cluster.App })
        {
            await cluster.SuperAsync(
                $"CREATE ROLE {role} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '{cluster._password}'");
        }

        return cluster;
    }
}

/// <summary>One database on the tests' server, and the ways in.</summary>
public sealed class PostgresTestbed(PostgresCluster cluster, string name) : IAsyncDisposable
{
    public string Name => name;

    /// <summary>As the program's role.</summary>
    public string AppConnection => cluster.Connection(name, cluster.App);

    /// <summary>As the role that owns the tables.</summary>
    public string OwnerConnection => cluster.Connection(name, cluster.Owner);

    /// <summary>As the superuser, whom no wall stops.</summary>
    public string SuperConnection => cluster.Connection(name, null);

    /// <summary>The name of the program's role.</summary>
    public string AppRole => cluster.App;

    /// <summary>Asks as the superuser.</summary>
    public async Task<IReadOnlyList<T>> AskAsync<T>(string sql, Func<NpgsqlDataReader, T> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        await using var connection = new NpgsqlConnection(SuperConnection);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        List<T> rows = [];
        while (await reader.ReadAsync())
            rows.Add(read(reader));
        return rows;
    }

    /// <summary>Every row of every table as text, bytes in hexadecimal.</summary>
    public async Task<IReadOnlyList<string>> DumpAsync()
    {
        var tables = await AskAsync(
            "SELECT quote_ident(relname) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
            row => row.GetString(0));
        List<string> rows = [];
        foreach (var table in tables)
            rows.AddRange(await AskAsync($"SELECT whole::text FROM {table} whole", row => row.GetString(0)));
        return rows;
    }

    /// <summary>Ends all connections and lets no new one in, or lets them in again.</summary>
    public async Task OpenAsync(bool isOpen)
    {
        await cluster.SuperAsync($"ALTER DATABASE {name} ALLOW_CONNECTIONS {isOpen}");
        if (!isOpen)
            await CutAsync();
    }

    /// <summary>Ends all connections.</summary>
    public Task CutAsync() => cluster.SuperAsync($"""
        SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
        WHERE datname = '{name}' AND pid <> pg_backend_pid()
        """);

    public async ValueTask DisposeAsync() =>
        await cluster.SuperAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
}

/// <summary>A fixture of a test assembly: ends the tests' server after the last test.</summary>
public sealed class PostgresEnd : IAsyncDisposable
{
    public ValueTask DisposeAsync() => PostgresCluster.EndSharedAsync();
}
