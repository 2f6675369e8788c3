namespace AccessAudit.Storage;

/// <summary>The makes of database that the store knows.</summary>
public enum StorageProvider
{
    /// <summary>One file, one machine.</summary>
    Sqlite,

    /// <summary>A PostgreSQL server (15 or later), shared by several processes.</summary>
    Postgres,
}

/// <summary>Where state and keys lie. The two never lie in one place: a backup of the database holds no key.</summary>
public sealed record StorageOptions
{
    public StorageProvider Provider { get; init; } = StorageProvider.Sqlite;

    /// <summary>
    /// SQLite: <c>Data Source=/path/accessaudit.db</c>. PostgreSQL: Npgsql's words,
    /// <c>Host=...;Database=...;Username=...</c>; the role is the program's own, which neither owns the tables nor may
    /// pass row-level security by.
    /// </summary>
    public required string ConnectionString { get; init; }

    /// <summary>
    /// PostgreSQL: the role that owns the tables, for the migrate command alone. Empty = the program's own role, for a
    /// trial: then whoever takes over the program can also take down its walls.
    /// </summary>
    public string OwnerConnectionString { get; init; } = "";

    /// <summary>The folder of the logs' private keys, one file of mode 0600 for each log.</summary>
    public required string KeysFolder { get; init; }

    /// <summary>This process's name among those that share the database; unique, and the same after a restart.</summary>
    public required string Node { get; init; }

    /// <summary>How long a write waits for its turn, and again for another process's lock, before it gives up.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);
}
