using System.Data.Common;
using AccessAudit.PrivatePostgres;
using AccessAudit.Storage.Databases;
using Npgsql;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgresEnd))]

namespace AccessAudit.Storage.Tests.Stage;

public sealed class PostgresTestDatabase : TestDatabase
{
    readonly PostgresTestbed _bed;
    readonly List<PostgresTestbed> _more = [];

    PostgresTestDatabase(PostgresTestbed bed) => _bed = bed;

    public static async Task<TestDatabase> CreateAsync()
    {
        if (PostgresCluster.Missing is { } missing)
            Assert.Skip(missing);
        var cluster = await PostgresCluster.SharedAsync();
        return new PostgresTestDatabase(await cluster.CopyAsync(
            "storage", template => StorageSetup.MigrateAsync(OptionsOf(template, ""), CancellationToken.None)));
    }

    public PostgresTestbed Bed => _bed;

    public override StorageOptions Options => OptionsOf(_bed, Folder);

    public override async Task<StorageOptions> EmptyAsync()
    {
        var empty = await (await PostgresCluster.SharedAsync()).CreateAsync();
        _more.Add(empty);
        return OptionsOf(empty, Folder);
    }

    public override StorageOptions Nowhere => Options with
    {
        ConnectionString = new NpgsqlConnectionStringBuilder(_bed.AppConnection) { Database = "none" }.ConnectionString,
    };

    /// <summary>As the tables' owner, under the same walls as everybody, reaching everything.</summary>
    public override DbConnection Beside() => Open(_bed.OwnerConnection, "*");

    /// <summary>As the program's role within a reach, by raw SQL.</summary>
    public DbConnection AsProgram(string reach) => Open(_bed.AppConnection, reach);

    public override void Hold(DbConnection beside) =>
        beside.Execute("BEGIN; LOCK TABLE \"grant\", outbox, lease IN ACCESS EXCLUSIVE MODE");

    public override void Break(string act)
    {
        using var beside = Beside();
        beside.Execute($"""
            CREATE OR REPLACE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''fault''; END';
            CREATE TRIGGER fault BEFORE {act} FOR EACH ROW EXECUTE FUNCTION fault()
            """);
    }

    public override void Mend(string act)
    {
        using var beside = Beside();
        beside.Execute($"DROP TRIGGER fault {act[act.IndexOf("ON ", StringComparison.Ordinal)..]}");
    }

    public override Task TakeAwayAsync() => _bed.OpenAsync(false);

    public override Task BringBackAsync() => _bed.OpenAsync(true);

    protected override async ValueTask EndAsync()
    {
        foreach (var bed in _more.Append(_bed))
            await bed.DisposeAsync();
    }

    static StorageOptions OptionsOf(PostgresTestbed bed, string folder) => new()
    {
        Provider = StorageProvider.Postgres,
        ConnectionString = bed.AppConnection,
        OwnerConnectionString = bed.OwnerConnection,
        KeysFolder = Path.Combine(folder, "keys"),
        Node = "node-a",
        Patience = TimeSpan.FromSeconds(30),
    };

    static NpgsqlConnection Open(string connectionString, string reach)
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        connection.Open();
        connection.Execute("SELECT set_config('aa.reach', @reach, false)", ("@reach", reach));
        return connection;
    }
}
