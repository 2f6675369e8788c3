using AccessAudit.Storage.Databases;
using AccessAudit.Storage.Log;
using AccessAudit.Storage.Rows;
using AccessAudit.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace AccessAudit.Storage;

/// <summary>The database of another version of this program, told in words for the operator.</summary>
public sealed class SchemaMismatchException(string message) : Exception(message);

/// <summary>The schema is made and changed by a command, never by a node that starts.</summary>
public static class StorageSetup
{
    /// <summary>
    /// Makes the database or brings it to this version's schema; does nothing when it is there. Two at once wait for
    /// each other.
    /// </summary>
    /// <returns>The names of the migrations that were applied.</returns>
    public static async Task<IReadOnlyList<string>> MigrateAsync(StorageOptions options, CancellationToken ct)
    {
        var database = new SqliteFile(options);
        Directory.CreateDirectory(Path.GetDirectoryName(database.FullPath)!);
        await using var alone = await LockAsync(database.FullPath + ".migrating", options.Patience, ct);
        database.Create();
        using var connection = database.Open();
        await using var db = SqliteDb.Over(connection);
        RefuseNewer(db);
        var pending = (await db.Database.GetPendingMigrationsAsync(ct)).ToList();
        if (pending.Count > 0)
            await MigrateAsync(db, connection, ct);
        Instance.Draw(connection);
        return pending;
    }

    /// <summary>What a node asks before it starts.</summary>
    /// <exception cref="SchemaMismatchException">The database is of another version, or empty.</exception>
    /// <exception cref="AccessAudit.State.StoreUnavailableException">There is no database.</exception>
    public static async Task CheckAsync(StorageOptions options, CancellationToken ct)
    {
        using var connection = new SqliteFile(options).Open();
        await using var db = SqliteDb.Over(connection);
        RefuseNewer(db);
        var pending = (await db.Database.GetPendingMigrationsAsync(ct)).ToList();
        if (pending.Count > 0)
        {
            throw new SchemaMismatchException(
                $"The database lacks {string.Join(", ", pending)}: run the migrate command, then start again.");
        }
    }

    static Task MigrateAsync(AccessAuditDb db, SqliteConnection connection, CancellationToken ct)
    {
        // EF's own lock row survives a kill and would block every later migration for ever. Whoever holds our file
        // lock is alone, so a row that is there is stale.
        connection.Execute("DROP TABLE IF EXISTS \"__EFMigrationsLock\"");
        return db.Database.MigrateAsync(ct);
    }

    static void RefuseNewer(AccessAuditDb db)
    {
        var unknown = db.Database.GetAppliedMigrations().Except(db.Database.GetMigrations()).ToList();
        if (unknown.Count > 0)
        {
            throw new SchemaMismatchException(
                $"The database has {string.Join(", ", unknown)}, which this version does not know: it was made by "
                + "another version of the program. Start that one.");
        }
    }

    static async Task<FileStream> LockAsync(string file, TimeSpan patience, CancellationToken ct)
    {
        var giveUp = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (Environment.TickCount64 < giveUp)
            {
                await Task.Delay(50, ct);
            }
        }
    }
}
