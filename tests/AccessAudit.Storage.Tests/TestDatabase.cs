using AccessAudit.Journal;
using AccessAudit.People;
using AccessAudit.State;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AccessAudit.Storage.Tests;

/// <summary>A migrated database in a folder of its own, and the parts that a process would have.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    public const string Client = "acme000001";
    public static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    public static readonly PersonKey Ana = new("provider01", "ana0000000000000");

    readonly List<ServiceProvider> _processes = [];

    TestDatabase(string folder) => Folder = folder;

    public string Folder { get; }

    public string File => Path.Combine(Folder, "db", "accessaudit.db");

    public StorageOptions Options => new()
    {
        ConnectionString = $"Data Source={File}",
        KeysFolder = Path.Combine(Folder, "keys"),
        Node = "node-a",
        Patience = TimeSpan.FromSeconds(30),
    };

    public static async Task<TestDatabase> CreateAsync()
    {
        var made = new TestDatabase(Directory.CreateTempSubdirectory("accessaudit-").FullName);
        await StorageSetup.MigrateAsync(made.Options, TestContext.Current.CancellationToken);
        return made;
    }

    /// <summary>The parts of one more process on this database.</summary>
    public ServiceProvider Process(string node = "node-a", TimeSpan? patience = null)
    {
        var process = new ServiceCollection()
            .AddLogging()
            .AddAccessAuditStorage(Options with { Node = node, Patience = patience ?? Options.Patience })
            .BuildServiceProvider();
        _processes.Add(process);
        return process;
    }

    /// <summary>A connection beside the program, as an operator's <c>sqlite3</c> would be.</summary>
    public SqliteConnection Beside()
    {
        var connection = new SqliteConnection($"Data Source={File};Pooling=False;Default Timeout=10");
        connection.Open();
        return connection;
    }

    public static Organization Provider { get; } = new() { Id = Ana.Organization, Name = "Infogérance SA", IsProvider = true };

    public static Person Technician { get; } = new()
    {
        Organization = Ana.Organization,
        Id = Ana.Id,
        Login = "ana",
        Name = "Ana Müller",
        Issuer = "https://id.example",
        Subject = "1",
        Roles = [Role.Technician],
    };

    public static Fact Command(string text, string session = "s1", string client = Client) => new()
    {
        Client = client,
        Kind = "session.command",
        At = Noon,
        By = Ana,
        Session = session,
        Details = Members.Of(("bytes", text.Length)),
        Content = Members.Of(("command", text)),
    };

    public static async Task AddPeopleAsync(IStore store) => await store.CommitAsync(
        work =>
        {
            work.Add(Provider);
            work.Add(Technician);
            return Task.FromResult(0);
        },
        CancellationToken.None);

    public static void AssertOwnerOnly(string file)
    {
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(file));
    }

    public static void OpenToOthers(string file)
    {
        if (!OperatingSystem.IsWindows())
            System.IO.File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherRead);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
            await process.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }
}
