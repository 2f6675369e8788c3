using AccessAudit.Contracts;
using AccessAudit.People;
using AccessAudit.State;
using AccessAudit.Storage.Databases;
using AccessAudit.Storage.Postgres;
using AccessAudit.Storage.Tests.Stage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace AccessAudit.Storage.Tests.Scenarios;

/// <summary>PostgreSQL's row-level security as the second wall behind the desks.</summary>
public sealed class WallTests() : DatabaseContract(PostgresTestDatabase.CreateAsync)
{
    const string Other = "zebra00001";

    PostgresTestDatabase Postgres => (PostgresTestDatabase)Database;

    IStore Within(params string[] organizations) =>
        Process.GetRequiredService<IStore>().Within(Reach.Of(organizations));

    static Engagement Engaged(string client) => new()
    {
        Client = client,
        Organization = TestDatabase.Ana.Organization,
        Person = TestDatabase.Ana.Id,
        Active = true,
    };

    static Func<IWork, Task<int>> Add<T>(T row) where T : class, IRow => work =>
    {
        work.Add(row);
        return Task.FromResult(0);
    };

    [Fact]
    public void Every_table_whose_key_starts_with_an_organization_has_a_forced_wall()
    {
        using var beside = Database.Beside();
        // the catalog alone says which tables must have one; an organization's own row is its own
        var owned = beside.Query(
            """
            SELECT CAST(t.relname AS text) FROM pg_class t
            JOIN pg_index k ON k.indrelid = t.oid AND k.indisprimary
            JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.indkey[0]
            WHERE t.relkind IN ('r', 'p') AND NOT t.relispartition
                AND (a.attname IN ('client', 'organization') OR t.relname IN ('organization', 'outbox'))
            """,
            row => row.GetString(0));
        var forced = beside.Query(
            """
            SELECT CAST(relname AS text) FROM pg_class WHERE relrowsecurity AND relforcerowsecurity AND EXISTS (
                SELECT FROM pg_policy WHERE polrelid = pg_class.oid AND polcmd = '*' AND polpermissive)
            """,
            row => row.GetString(0));

        Assert.InRange(owned.Count, 20, 100);
        Assert.Equal(owned.Order(), forced.Order());
        using var db = PostgresDb.Over(new NpgsqlConnection());
        Assert.Equal(owned.Order(), Walls.Of(db).Select(table => table.Table).Order());
    }

    [Fact]
    public async Task Within_a_reach_other_organizations_rows_are_neither_read_nor_written()
    {
        var store = Process.GetRequiredService<IStore>();
        await store.CommitAsync(Add(Engaged(TestDatabase.Client)), Ct);
        await store.CommitAsync(Add(Engaged(Other)), Ct);

        var seen = await Within(TestDatabase.Client).ReadAsync(rows => rows.ListAsync<Engagement>(_ => true), Ct);

        Assert.Equal([TestDatabase.Client], seen.Select(row => row.Client));
        Assert.Null(await Within(Other).ReadAsync(
            rows => rows.FindAsync<Person>(TestDatabase.Ana.Organization, TestDatabase.Ana.Id), Ct));
        Assert.Equal(2, (await Within(Other, TestDatabase.Client).ReadAsync(
            rows => rows.ListAsync<Engagement>(_ => true), Ct)).Count);
        var refused = await Assert.ThrowsAnyAsync<Exception>(
            () => Within(Other).CommitAsync(Add(Engaged("third00001")), Ct));
        Assert.Contains("row-level security", refused.GetBaseException().Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StoreConflictException>(() => Within(Other).CommitAsync(
            work =>
            {
                work.Remove(Engaged(TestDatabase.Client));
                return Task.FromResult(0);
            },
            Ct));
    }

    [Fact]
    public async Task A_fact_for_a_client_out_of_reach_is_not_recorded()
    {
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => Within(Other, TestDatabase.Ana.Organization)
            .CommitAsync(
                work =>
                {
                    work.Record(TestDatabase.Command("ls"));
                    return Task.FromResult(0);
                },
                Ct));

        Assert.Contains("row-level security", refused.GetBaseException().Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("zebra00001")]
    [InlineData("acme00000")]
    [InlineData("{acme000001}")]
    [InlineData("%")]
    public async Task With_the_wrong_reach_raw_SQL_finds_no_row_in_any_walled_table(string reach)
    {
        await Process.RecordAsync(TestDatabase.Command("ls"));
        await Process.SequenceAsync();
        await Process.RecordAsync(TestDatabase.Command("ls"));
        using var db = PostgresDb.Over(new NpgsqlConnection());
        using var all = Postgres.AsProgram("*");
        using var wrong = Postgres.AsProgram(reach);
        string[] filled = ["person", "outbox", "log_entry", "log_tile", "log_state", "log_checkpoint", "disclosure"];

        Assert.All(filled, table => Assert.NotEqual(0, Count(all, table)));
        Assert.All(Walls.Of(db), wall => Assert.Equal(0, Count(wrong, wall.Table)));
    }

    [Fact]
    public async Task A_pooled_connection_remembers_no_reach()
    {
        using var one = new PostgresServer(Postgres.Options with
        {
            ConnectionString = Postgres.Options.ConnectionString + ";Maximum Pool Size=1",
        });
        await using (var within = await one.BeginAsync(PostgresServer.Latest, Reach.Everything, Ct))
            Assert.NotEqual(0, Count(within, "person"));
        await using (var committed = await one.BeginAsync(PostgresServer.Latest, Reach.Everything, Ct))
            await PostgresServer.CommitAsync(committed);

        await using var next = await one.OpenAsync(Ct);

        Assert.Equal(0, Count(next, "person"));
    }

    [Theory]
    [InlineData("UPDATE log_entry SET entry = entry")]
    [InlineData("DELETE FROM log_entry")]
    [InlineData("TRUNCATE log_entry")]
    [InlineData("DELETE FROM log_checkpoint")]
    [InlineData("UPDATE log_checkpoint SET size = size")]
    [InlineData("DELETE FROM log_state")]
    [InlineData("DELETE FROM log_tile")]
    [InlineData("SELECT * FROM log_entry_0")]
    [InlineData("UPDATE instance SET name = 'x'")]
    [InlineData("ALTER TABLE person DISABLE ROW LEVEL SECURITY")]
    [InlineData("DROP POLICY reach ON person")]
    [InlineData("CREATE TABLE mine (x int)")]
    public void The_programs_role_may_not(string sql)
    {
        using var program = Postgres.AsProgram("*");

        var refused = Assert.Throws<PostgresException>(() => program.Execute(sql));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task A_role_that_no_wall_stops_is_refused_at_the_start()
    {
        var super = Postgres.Options with { ConnectionString = Postgres.Bed.SuperConnection };

        var refused = await Assert.ThrowsAsync<SchemaMismatchException>(() => StorageSetup.CheckAsync(super, Ct));

        Assert.Contains("passes row-level security by", refused.Message, StringComparison.Ordinal);
        Assert.All(await StorageSetup.InspectAsync(Postgres.Options, Ct), found => Assert.True(found.IsWell, found.How));
    }

    [Fact]
    public async Task A_wall_that_was_taken_down_is_told_and_migrating_raises_it_again()
    {
        using (var owner = Database.Beside())
            owner.Execute("ALTER TABLE person NO FORCE ROW LEVEL SECURITY");

        var refused = await Assert.ThrowsAsync<SchemaMismatchException>(
            () => StorageSetup.CheckAsync(Postgres.Options, Ct));
        Assert.Contains("person: run migrate", refused.Message, StringComparison.Ordinal);

        await StorageSetup.MigrateAsync(Postgres.Options, Ct);
        await StorageSetup.CheckAsync(Postgres.Options, Ct);
    }

    static long Count(System.Data.Common.DbConnection connection, string table) =>
        connection.Scalar<long>($"SELECT COUNT(*) FROM \"{table}\"");
}
