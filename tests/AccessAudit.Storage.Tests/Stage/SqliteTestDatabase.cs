using System.Data.Common;
using AccessAudit.Storage.Databases;
using Microsoft.Data.Sqlite;
using Xunit;

namespace AccessAudit.Storage.Tests.Stage;

public sealed class SqliteTestDatabase : TestDatabase
{
    public static async Task<TestDatabase> CreateAsync()
    {
        var made = new SqliteTestDatabase();
        await StorageSetup.MigrateAsync(made.Options, TestContext.Current.CancellationToken);
        return made;
    }

    public string DatabaseFile => Path.Combine(Folder, "db", "accessaudit.db");

    public override StorageOptions Options => new()
    {
        ConnectionString = $"Data Source={DatabaseFile}",
        KeysFolder = Path.Combine(Folder, "keys"),
        Node = "node-a",
        Patience = TimeSpan.FromSeconds(30),
    };

    public override Task<StorageOptions> EmptyAsync() => Task.FromResult(
        Options with { ConnectionString = $"Data Source={Folder}/other/fresh.db" });

    public override StorageOptions Nowhere => Options with { ConnectionString = $"Data Source={Folder}/none.db" };

    public override DbConnection Beside()
    {
        var connection = new SqliteConnection($"Data Source={DatabaseFile};Pooling=False;Default Timeout=10");
        connection.Open();
        return connection;
    }

    public override void Hold(DbConnection beside) => beside.Execute("BEGIN IMMEDIATE");

    public override void Break(string act)
    {
        using var beside = Beside();
        beside.Execute($"CREATE TRIGGER fault BEFORE {act} BEGIN SELECT RAISE(ABORT, 'fault'); END");
    }

    public override void Mend(string act)
    {
        using var beside = Beside();
        beside.Execute("DROP TRIGGER fault");
    }

    public override Task TakeAwayAsync()
    {
        File.Move(DatabaseFile, DatabaseFile + ".away");
        return Task.CompletedTask;
    }

    public override Task BringBackAsync()
    {
        File.Move(DatabaseFile + ".away", DatabaseFile);
        return Task.CompletedTask;
    }

    protected override ValueTask EndAsync()
    {
        SqliteConnection.ClearAllPools();
        return ValueTask.CompletedTask;
    }
}
