using AccessAudit.Codes;
using AccessAudit.State;
using AccessAudit.Storage.Databases;
using AccessAudit.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AccessAudit.Storage.Tests.Scenarios;

public sealed class SetupTests : IAsyncLifetime
{
    TestDatabase _database = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Migrating_again_changes_nothing_and_eight_at_once_wait_for_each_other()
    {
        var fresh = _database.Options with { ConnectionString = $"Data Source={_database.Folder}/other/fresh.db" };

        var applied = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Task.Run(
                () => StorageSetup.MigrateAsync(fresh with { Patience = TimeSpan.FromSeconds(30) }, Ct), Ct)));

        Assert.Single(applied, names => names.Count > 0);
        await StorageSetup.CheckAsync(fresh, Ct);
        Assert.Empty(await StorageSetup.MigrateAsync(fresh, Ct));
        TestDatabase.AssertOwnerOnly(Path.Combine(_database.Folder, "other", "fresh.db"));
    }

    [Fact]
    public async Task A_migration_that_was_killed_does_not_block_the_next_one()
    {
        using var beside = _database.Beside();
        beside.Execute(
            """
            CREATE TABLE IF NOT EXISTS "__EFMigrationsLock" ("Id" INTEGER NOT NULL PRIMARY KEY, "Timestamp" TEXT NOT NULL);
            INSERT OR REPLACE INTO "__EFMigrationsLock" VALUES (1, '2026-01-01');
            DROP TABLE outbox; DROP TABLE lease; DROP TABLE instance; DROP TABLE disclosure; DROP TABLE log_entry;
            DROP TABLE log_tile; DROP TABLE log_state; DROP TABLE log_checkpoint;
            DELETE FROM "__EFMigrationsHistory" WHERE "MigrationId" LIKE '%FirstLedger';
            """);

        Assert.Single(await StorageSetup.MigrateAsync(_database.Options, Ct));
    }

    [Fact]
    public async Task Another_versions_database_is_refused_with_the_reason()
    {
        using var beside = _database.Beside();
        beside.Execute("""DELETE FROM "__EFMigrationsHistory" WHERE "MigrationId" LIKE '%FirstRows'""");
        var older = await Assert.ThrowsAsync<SchemaMismatchException>(
            () => StorageSetup.CheckAsync(_database.Options, Ct));
        Assert.Contains("FirstRows: run the migrate command", older.Message, StringComparison.Ordinal);

        beside.Execute("""INSERT INTO "__EFMigrationsHistory" VALUES ('99990101000000_Later', '99.0')""");
        var newer = await Assert.ThrowsAsync<SchemaMismatchException>(
            () => StorageSetup.CheckAsync(_database.Options, Ct));
        Assert.Contains("Later, which this version does not know", newer.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SchemaMismatchException>(() => StorageSetup.MigrateAsync(_database.Options, Ct));

        var none = _database.Options with { ConnectionString = $"Data Source={_database.Folder}/none.db" };
        await Assert.ThrowsAsync<StoreUnavailableException>(() => StorageSetup.CheckAsync(none, Ct));
    }

    [Fact]
    public async Task The_database_writes_ahead_and_waits_for_the_disk()
    {
        var process = _database.Process();

        var found = await process.GetRequiredService<WriteLane>().WriteAsync(
            (_, connection) => Task.FromResult((
                connection.Scalar<string>("PRAGMA journal_mode"), connection.Scalar<long>("PRAGMA synchronous"),
                connection.Scalar<long>("PRAGMA foreign_keys"))),
            Ct);

        Assert.Equal(("wal", 2, 1), found);
    }

    [Fact]
    public async Task Housekeeping_removes_what_has_served_and_nothing_younger()
    {
        var process = _database.Process();
        var store = process.GetRequiredService<IStore>();
        await store.CommitAsync(
            work =>
            {
                for (var step = 0; step < 4_500; step++)
                    work.Add(Spent(step, TestDatabase.Noon.AddHours(-49)));
                work.Add(Spent(5_000, TestDatabase.Noon.AddHours(-47)));
                work.Add(Answer("old", TestDatabase.Noon.AddDays(-8)));
                work.Add(Answer("new", TestDatabase.Noon.AddDays(-6)));
                return Task.FromResult(0);
            },
            Ct);

        Assert.Equal(4_501, await process.GetRequiredService<Housekeeping>().RunAsync(TestDatabase.Noon, Ct));

        Assert.Equal(5_000, Assert.Single(await store.ReadAsync(x => x.ListAsync<SpentCode>(_ => true), Ct)).Step);
        Assert.Equal("new", Assert.Single(await store.ReadAsync(x => x.ListAsync<IdempotentAnswer>(_ => true), Ct)).Key);
    }

    static SpentCode Spent(long step, DateTimeOffset at) => new()
    {
        Organization = TestDatabase.Ana.Organization,
        Person = TestDatabase.Ana.Id,
        Step = step,
        At = at,
    };

    static IdempotentAnswer Answer(string key, DateTimeOffset at) => new()
    {
        Organization = TestDatabase.Ana.Organization,
        Person = TestDatabase.Ana.Id,
        Key = key,
        RequestHash = "",
        Status = 200,
        Body = "",
        Awaits = [],
        At = at,
    };
}
