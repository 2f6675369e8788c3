using AccessAudit.Storage.Databases;
using AccessAudit.Storage.Log;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace AccessAudit.Storage.Sqlite;

/// <summary>Makes the file and its tables, under a lock file of our own.</summary>
static class SqliteSchema
{
    public static async Task<IReadOnlyList<string>> MigrateAsync(StorageOptions options, CancellationToken ct)
    {
        var file = new SqliteFile(options);
        Directory.CreateDirectory(Path.GetDirectoryName(file.FullPath)!);
        await using var alone = await LockAsync(file.FullPath + ".migrating", options.Patience, ct);
        file.Create();
        using var connection = file.Open();
        await using var db = SqliteDb.Over(connection);
        SchemaVersion.RefuseNewer(db);
        var pending = (await db.Database.GetPendingMigrationsAsync(ct)).ToList();
        if (pending.Count > 0)
            await MigrateAsync(db, connection, ct);
        Instance.Draw(connection);
        return pending;
    }

    public static async Task CheckAsync(StorageOptions options, CancellationToken ct)
    {
        using var connection = new SqliteFile(options).Open();
        await using var db = SqliteDb.Over(connection);
        await SchemaVersion.RefuseOtherAsync(db, ct);
    }

    static Task MigrateAsync(SqliteDb db, SqliteConnection connection, CancellationToken ct)
    {
        // EF's own lock row survives a kill and would block every later migration for ever. Whoever holds our file
        // lock is alone, so a row that is there is stale.
        connection.Execute("DROP TABLE IF EXISTS \"__EFMigrationsLock\"");
        return db.Database.MigrateAsync(ct);
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
