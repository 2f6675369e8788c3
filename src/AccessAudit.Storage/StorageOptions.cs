namespace AccessAudit.Storage;

/// <summary>Where state and keys lie. The two never lie in one place: a backup of the database holds no key.</summary>
public sealed record StorageOptions
{
    /// <summary>SQLite: <c>Data Source=/path/accessaudit.db</c>.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>The folder of the logs' private keys, one file of mode 0600 for each log.</summary>
    public required string KeysFolder { get; init; }

    /// <summary>This process's name among those that share the database; unique, and the same after a restart.</summary>
    public required string Node { get; init; }

    /// <summary>How long a write waits for its turn, and again for another process's lock, before it gives up.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);
}
