using System.Data.Common;
using AccessAudit.Journal;
using AccessAudit.People;
using AccessAudit.State;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AccessAudit.Storage.Tests.Stage;

/// <summary>A migrated database of either make, a folder of its own, and the parts that a process would have.</summary>
public abstract class TestDatabase : IAsyncDisposable
{
    public const string Client = "acme000001";
    public static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    public static readonly PersonKey Ana = new("provider01", "ana0000000000000");

    readonly List<ServiceProvider> _processes = [];

    public string Folder { get; } = Directory.CreateTempSubdirectory("accessaudit-").FullName;

    public abstract StorageOptions Options { get; }

    /// <summary>Where no schema is yet.</summary>
    public abstract Task<StorageOptions> EmptyAsync();

    /// <summary>Where no database is.</summary>
    public abstract StorageOptions Nowhere { get; }

    /// <summary>A connection beside the program, as the owner's own tools would have.</summary>
    public abstract DbConnection Beside();

    /// <summary>Keeps every writer out until the connection is closed.</summary>
    public abstract void Hold(DbConnection beside);

    /// <summary>Makes a step fail, such as <c>INSERT ON log_entry</c>.</summary>
    public abstract void Break(string act);

    public abstract void Mend(string act);

    /// <summary>Takes the database away, and brings it back.</summary>
    public abstract Task TakeAwayAsync();

    public abstract Task BringBackAsync();

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
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    public static void OpenToOthers(string file)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherRead);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
            await process.DisposeAsync();
        await EndAsync();
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected abstract ValueTask EndAsync();
}
