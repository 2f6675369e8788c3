// SQLite's own words: sqlite.org/pragma.html. Write-ahead log, so that readers see a snapshot while one writer writes;
// synchronous=FULL, so that what was acknowledged survives a power cut (NORMAL may lose the last commits).
using AccessAudit.State;
using AccessAudit.Storage.Databases;
using Microsoft.Data.Sqlite;

namespace AccessAudit.Storage.Sqlite;

/// <summary>Opens connections to the one database file.</summary>
sealed class SqliteFile
{
    const string Expected = "ConnectionString: expected Data Source=/path/accessaudit.db";

    readonly string _connectionString;
    readonly string _pragmas;

    public SqliteFile(StorageOptions options)
    {
        var parsed = new SqliteConnectionStringBuilder(options.ConnectionString)
        {
            ForeignKeys = true,
            // SQLite itself waits for a lock (busy_timeout); the client library's own coarse retry gets no time
            DefaultTimeout = 1,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = true,
        };
        if (!IsFile(parsed.DataSource))
            throw new ArgumentException(Expected, nameof(options));
        FullPath = Path.GetFullPath(parsed.DataSource);
        parsed.DataSource = FullPath;
        _connectionString = parsed.ConnectionString;
        _pragmas = $"PRAGMA busy_timeout={(long)options.Patience.TotalMilliseconds}; PRAGMA synchronous=FULL;";
    }

    /// <summary>What is wrong with the connection string, or null.</summary>
    public static string? Trouble(StorageOptions options)
    {
        try
        {
            var file = new SqliteConnectionStringBuilder(options.ConnectionString).DataSource;
            return IsFile(file) ? null : Expected;
        }
        catch (ArgumentException)
        {
            return Expected;
        }
    }

    /// <summary>The database file's full path.</summary>
    public string FullPath { get; }

    /// <exception cref="StoreUnavailableException">There is no such file, or it cannot be opened.</exception>
    public SqliteConnection Open()
    {
        RefuseIfGone();
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            connection.Execute(_pragmas);
            return connection;
        }
        catch (Exception thrown)
        {
            connection.Dispose();
            if (SqliteFaults.Translate(thrown) is { } fault)
                throw fault;
            throw;
        }
    }

    /// <summary>
    /// An open connection happily goes on writing into a file that was deleted under it. A file that was replaced by
    /// another one under the same name is not noticed here; its log heads will be.
    /// </summary>
    public void RefuseIfGone()
    {
        if (!File.Exists(FullPath))
            throw new StoreUnavailableException("The database file is gone.", new FileNotFoundException(null, FullPath));
    }

    /// <summary>Makes the file, in write-ahead mode, if there is none.</summary>
    public void Create()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FullPath)!);
        if (!File.Exists(FullPath))
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var made = new FileStream(FullPath, options);
        }

        using var connection = Open();
        connection.Execute("PRAGMA journal_mode=WAL;");
    }

    static bool IsFile(string source) =>
        source is not ("" or ":memory:") && !source.StartsWith("file:", StringComparison.Ordinal);
}
