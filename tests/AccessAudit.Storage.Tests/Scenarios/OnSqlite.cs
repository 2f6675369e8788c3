using AccessAudit.Storage.Databases;
using AccessAudit.Storage.Sqlite;
using AccessAudit.Storage.Tests.Stage;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AccessAudit.Storage.Tests.Scenarios;

public sealed class StoreOnSqlite() : StoreTests(SqliteTestDatabase.CreateAsync);

public sealed class JournalOnSqlite() : JournalTests(SqliteTestDatabase.CreateAsync);

public sealed class LogOnSqlite() : LogTests(SqliteTestDatabase.CreateAsync);

public sealed class FaultsOnSqlite() : FaultTests(SqliteTestDatabase.CreateAsync)
{
    [Fact]
    public async Task A_full_disk_is_told_and_what_was_there_stays_whole()
    {
        await Process.RecordAsync(Commands(300));
        await Process.SequenceAsync();
        var lane = Process.GetRequiredService<WriteLane>();
        await lane.WriteAsync((_, connection) => Task.FromResult(connection.Scalar<long>(
            $"PRAGMA max_page_count={connection.Scalar<long>("PRAGMA page_count") + 2}")), Ct);

        await Assert.ThrowsAsync<State.StoreUnavailableException>(() => Process.RecordAsync(Commands(1_000)));

        // the failed write closed the connection, and its limit with it: space is back
        Assert.Equal((Ledger.Verify.Verdict.Proved, 302L), await VerdictAsync(Process));
        await Process.RecordAsync(Commands(1));
        await Process.SequenceAsync();
        Assert.Equal((Ledger.Verify.Verdict.Proved, 303L), await VerdictAsync(Process));
    }
}

public sealed class SetupOnSqlite() : SetupTests(SqliteTestDatabase.CreateAsync)
{
    [Fact]
    public async Task A_migration_that_was_killed_does_not_block_the_next_one()
    {
        using var beside = Database.Beside();
        beside.Execute(
            """
            CREATE TABLE IF NOT EXISTS "__EFMigrationsLock" ("Id" INTEGER NOT NULL PRIMARY KEY, "Timestamp" TEXT NOT NULL);
            INSERT OR REPLACE INTO "__EFMigrationsLock" VALUES (1, '2026-01-01');
            DROP TABLE outbox; DROP TABLE lease; DROP TABLE instance; DROP TABLE disclosure; DROP TABLE log_entry;
            DROP TABLE log_tile; DROP TABLE log_state; DROP TABLE log_checkpoint;
            DELETE FROM "__EFMigrationsHistory" WHERE "MigrationId" LIKE '%FirstLedger';
            """);

        Assert.Single(await StorageSetup.MigrateAsync(Database.Options, Ct));
    }

    [Fact]
    public async Task The_database_writes_ahead_waits_for_the_disk_and_is_closed_to_others()
    {
        var found = await Process.GetRequiredService<WriteLane>().WriteAsync(
            (_, connection) => Task.FromResult((
                connection.Scalar<string>("PRAGMA journal_mode"), connection.Scalar<long>("PRAGMA synchronous"),
                connection.Scalar<long>("PRAGMA foreign_keys"))),
            Ct);

        Assert.Equal(("wal", 2, 1), found);
        TestDatabase.AssertOwnerOnly(((SqliteTestDatabase)Database).DatabaseFile);
    }
}

public sealed class TimekeeperOnSqlite() : TimekeeperTests(SqliteTestDatabase.CreateAsync);
