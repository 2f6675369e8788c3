using AccessAudit.Codes;
using AccessAudit.State;
using AccessAudit.Storage.Databases;
using AccessAudit.Storage.Tests.Stage;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AccessAudit.Storage.Tests.Scenarios;

public abstract class SetupTests(Func<Task<TestDatabase>> create) : DatabaseContract(create)
{
    [Fact]
    public async Task Migrating_again_changes_nothing_and_eight_at_once_wait_for_each_other()
    {
        var fresh = await Database.EmptyAsync();

        var applied = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Task.Run(
                () => StorageSetup.MigrateAsync(fresh with { Patience = TimeSpan.FromSeconds(30) }, Ct), Ct)));

        Assert.Single(applied, names => names.Count > 0);
        await StorageSetup.CheckAsync(fresh, Ct);
        Assert.Empty(await StorageSetup.MigrateAsync(fresh, Ct));
    }

    [Fact]
    public async Task Another_versions_database_is_refused_with_the_reason()
    {
        using var beside = Database.Beside();
        beside.Execute("""DELETE FROM "__EFMigrationsHistory" WHERE "MigrationId" LIKE '%FirstRows'""");
        var older = await Assert.ThrowsAsync<SchemaMismatchException>(
            () => StorageSetup.CheckAsync(Database.Options, Ct));
        Assert.Contains("FirstRows: run the migrate command", older.Message, StringComparison.Ordinal);

        beside.Execute("""INSERT INTO "__EFMigrationsHistory" VALUES ('99990101000000_Later', '99.0')""");
        var newer = await Assert.ThrowsAsync<SchemaMismatchException>(
            () => StorageSetup.CheckAsync(Database.Options, Ct));
        Assert.Contains("Later, which this version does not know", newer.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SchemaMismatchException>(() => StorageSetup.MigrateAsync(Database.Options, Ct));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => StorageSetup.CheckAsync(Database.Nowhere, Ct));
    }

    [Fact]
    public async Task Housekeeping_removes_what_has_served_and_nothing_younger()
    {
        var process = Process;
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
