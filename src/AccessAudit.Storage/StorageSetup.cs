using AccessAudit.Storage.Postgres;
using AccessAudit.Storage.Sqlite;

namespace AccessAudit.Storage;

/// <summary>
/// The database of another version of this program, or one whose walls do not stand; told in words for the operator.
/// </summary>
public sealed class SchemaMismatchException(string message) : Exception(message);

/// <summary>The schema is made and changed by a command, never by a node that starts.</summary>
public static class StorageSetup
{
    /// <summary>What is wrong with the words of the options, before anything is opened; null = nothing.</summary>
    public static string? Trouble(StorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Provider == StorageProvider.Postgres
            ? PostgresServer.Trouble(options)
            : SqliteFile.Trouble(options);
    }

    /// <summary>
    /// Makes the database or brings it to this version's schema; does nothing when it is there. Two at once wait for
    /// each other. On PostgreSQL the (empty) database and both roles are there before.
    /// </summary>
    /// <returns>The names of the migrations that were applied.</returns>
    /// <exception cref="SchemaMismatchException">The database was made by a later version.</exception>
    /// <exception cref="State.StoreUnavailableException">The database cannot be reached.</exception>
    public static Task<IReadOnlyList<string>> MigrateAsync(StorageOptions options, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Provider == StorageProvider.Postgres
            ? PostgresSchema.MigrateAsync(options, ct)
            : SqliteSchema.MigrateAsync(options, ct);
    }

    /// <summary>What a node asks before it starts.</summary>
    /// <exception cref="SchemaMismatchException">Another version's, empty, or its walls do not stand.</exception>
    /// <exception cref="State.StoreUnavailableException">There is no database.</exception>
    public static Task CheckAsync(StorageOptions options, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Provider == StorageProvider.Postgres
            ? PostgresSchema.CheckAsync(options, ct)
            : SqliteSchema.CheckAsync(options, ct);
    }

    /// <summary>What an operator is told of the database: which it is, and what of it could be safer.</summary>
    public static async Task<IReadOnlyList<StorageFinding>> InspectAsync(StorageOptions options, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Provider == StorageProvider.Postgres
            ? await PostgresSchema.InspectAsync(options, ct)
            : [new(true, "database", $"SQLite, {new SqliteFile(options).FullPath}")];
    }
}

/// <param name="What">A word or two.</param>
/// <param name="How">A sentence for the operator.</param>
public sealed record StorageFinding(bool IsWell, string What, string How);
