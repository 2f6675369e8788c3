using AccessAudit.Codes;
using AccessAudit.Contracts;
using AccessAudit.Gatekeepers;
using AccessAudit.Gateway.Admission;
using AccessAudit.Gateway.Credentials;
using AccessAudit.Gateway.Watch;
using AccessAudit.Grants;
using AccessAudit.Journal;
using AccessAudit.Keys;
using AccessAudit.People;
using AccessAudit.Sealing.Age;
using AccessAudit.State;
using AccessAudit.Storage;
using AccessAudit.Storage.Log;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OtpNet;

namespace AccessAudit.Gateway.Tests.World;

/// <summary>
/// A client, a target, a technician with a key, an authenticator and an open grant, on a real database with a real
/// sequencer; the gateway's clock is ours.
/// </summary>
sealed class GatewayWorld : IAsyncDisposable
{
    internal const string Client = "acme000001";
    internal const string Slug = "erp-db";
    internal const string Print = "SHA256:H13t4QjIobcOKFqYkKiE8x2T1E89dgj9rRHDq7J/DL8";
    internal const string Source = "192.0.2.7";
    internal static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    internal static readonly byte[] TargetKey = "-----BEGIN OPENSSH PRIVATE KEY-----\nnot a real one\n"u8.ToArray();
    readonly byte[] _totp = new byte[20];
    readonly bool _sequenced;
    readonly string _folder;
    readonly ServiceProvider _storage;
    readonly CancellationTokenSource _stop = new();
    readonly List<ServiceProvider> _gateways = [];
    Task _sequencing = Task.CompletedTask;

    GatewayWorld(string folder, ServiceProvider storage, bool sequenced)
    {
        _sequenced = sequenced;
        _folder = folder;
        _storage = storage;
        Store = new BreakableStore(storage.GetRequiredService<IStore>());
        Gateway = NewGateway();
    }

    internal static CancellationToken Ct => TestContext.Current.CancellationToken;

    internal FakeTimeProvider Time { get; } = new(Noon);
    internal BreakableStore Store { get; }

    /// <summary>The parts of the gateway's process.</summary>
    internal ServiceProvider Gateway { get; private set; }
    internal ISessionDoor Door => Gateway.GetRequiredService<ISessionDoor>();
    internal SessionWatch Watch => Gateway.GetServices<IHostedService>().OfType<SessionWatch>().Single();
    internal string Recordings => Path.Combine(_folder, "recordings");
    internal AgeIdentity Reader { get; } = AgeIdentity.Generate();
    internal static Knocker Ana { get; } = new("ana", Print, Source, "ssh");
    internal static Wanted Erp { get; } = new(Slug, null, null);

    internal static Organization Provider { get; } = new() { Id = "provider01", Name = "Infogérance SA", IsProvider = true };
    internal static Organization Acme { get; } = new() { Id = Client, Name = "Acme", IsProvider = false };
    internal static Person Technician { get; } = Someone(Provider.Id, "ana", Role.Technician);
    internal static Person Approver { get; } = Someone(Client, "carla", Role.Approver);

    internal static Grant OpenGrant { get; } = new()
    {
        Client = Client,
        Id = "grant0",
        Request = "request0",
        TechnicianOrganization = Provider.Id,
        Technician = Technician.Id,
        Target = "target0",
        Account = "root",
        Protocol = "ssh",
        OpensAt = Noon.AddMinutes(-10),
        ClosesAt = Noon.AddMinutes(50),
        ClaimBy = Noon.AddMinutes(50),
        ApprovedUntil = Noon.AddMinutes(50),
        HardStop = Noon.AddMinutes(50),
        CodeWindowMinutes = 0,
        State = GrantState.Ready,
    };

    // Migrated once for all tests, then copied: a migration takes longer than most tests.
    static readonly Lazy<Task<string>> Template = new(async () =>
    {
        var folder = Directory.CreateTempSubdirectory("accessaudit-template-").FullName;
        await StorageSetup.MigrateAsync(OptionsIn(folder), CancellationToken.None);
        SqliteConnection.ClearAllPools();
        return Path.Combine(folder, "db");
    });

    static StorageOptions OptionsIn(string folder) => new()
    {
        ConnectionString = $"Data Source={Path.Combine(folder, "db", "accessaudit.db")}",
        KeysFolder = Path.Combine(folder, "keys"),
        Node = "node-a",
    };

    static async Task CopyTemplateAsync(string database)
    {
        Directory.CreateDirectory(database);
        foreach (var file in Directory.EnumerateFiles(await Template.Value))
        {
            File.Copy(file, Path.Combine(database, Path.GetFileName(file)));
        }
    }

    internal static async Task<GatewayWorld> CreateAsync(bool sequencing = true)
    {
        var folder = Directory.CreateTempSubdirectory("accessaudit-door-").FullName;
        var options = OptionsIn(folder);
        await CopyTemplateAsync(Path.Combine(folder, "db"));
        var storage = new ServiceCollection().AddLogging().AddAccessAuditStorage(options).BuildServiceProvider();
        var world = new GatewayWorld(folder, storage, sequencing);
        await world.SeedAsync();
        if (sequencing)
        {
            world._sequencing = storage.GetRequiredService<Sequencer>().RunAsync(world._stop.Token);
        }

        return world;
    }

    /// <summary>The code that the authenticator shows so many steps from now.</summary>
    internal string Code(int steps = 0) =>
        new Totp(_totp).ComputeTotp(Time.GetUtcNow().AddSeconds(30 * steps).UtcDateTime);

    /// <summary>One step later, so that the next code is a fresh one.</summary>
    internal void NextCode() => Time.Advance(TimeSpan.FromSeconds(30));

    internal Task<Admission.Admission> KnockAsync(Wanted? wanted = null, string? code = null, Knocker? who = null) =>
        Door.AdmitAsync(who ?? Ana, wanted ?? Erp, code ?? Code(), Ct);

    internal async Task<ILiveSession> EnterAsync() =>
        Assert.IsType<Admission.Admission.Open>(await KnockAsync()).Session;

    internal Task ChangeAsync(Func<IWork, Task> change) => Store.CommitAsync(
        async work =>
        {
            await change(work);
            return true;
        },
        Ct);

    internal Task ReplaceAsync<T>(Func<T, T> change, params object[] key) where T : class, IRow => ChangeAsync(
        async work => work.Replace(change((await work.FindAsync<T>(key))!)));

    internal Task GrantAsync(Func<Grant, Grant> change) => ReplaceAsync(change, Client, OpenGrant.Id);

    internal Task<T?> RowAsync<T>(params object[] key) where T : class, IRow =>
        Store.ReadAsync(rows => rows.FindAsync<T>(key), Ct);

    internal async Task<Sessions.Session> SessionAsync(string id) => (await RowAsync<Sessions.Session>(Client, id))!;

    /// <summary>A process that died leaves its rows; this is the next one.</summary>
    internal async Task RestartAsync()
    {
        Gateway = NewGateway();
        await Gateway.GetServices<IHostedService>().OfType<StartupSweep>().Single().StartAsync(Ct);
    }

    /// <summary>The client's entries so far, in the log's order; waits until the outbox is empty.</summary>
    internal async Task<IReadOnlyList<Told>> EntriesAsync(string client = Client)
    {
        var sequencer = _storage.GetRequiredService<Sequencer>();
        while (await sequencer.RunOnceAsync(Ct) > 0)
        {
        }

        var entries = await _storage.GetRequiredService<ILogReader>().ReadAsync(client, 0, 1000, Ct);
        return [.. entries.Select(Told.Of)];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in _gateways)
        {
            await gateway.DisposeAsync();
        }

        await _stop.CancelAsync();
        await _sequencing;
        _stop.Dispose();
        await _storage.DisposeAsync();
        Reader.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    ServiceProvider NewGateway()
    {
        var gateway = new ServiceCollection()
            .AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance)
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton<IStore>(Store)
            .AddSingleton(_storage.GetRequiredService<IHeads>())
            .AddAccessAuditGateway(new GatewayOptions
            {
                Node = "node-a",
                RecordingsFolder = Recordings,
                KeyEncryptionKeyFile = Path.Combine(_folder, "kek"),
                HeadPatience = _sequenced ? TimeSpan.FromSeconds(5) : TimeSpan.FromMilliseconds(50),
            })
            .BuildServiceProvider();
        _gateways.Add(gateway);
        return gateway;
    }

    Task SeedAsync() => ChangeAsync(async work =>
    {
        work.Add(Provider);
        work.Add(Acme);
        work.Add(Technician);
        work.Add(Approver);
        work.Add(new EnrolmentPermit
        {
            Organization = Client,
            Person = Approver.Id,
            Cause = PermitCause.Contract,
            At = Noon.AddDays(-30),
        });
        work.Add(new SshKey
        {
            Organization = Provider.Id,
            Person = Technician.Id,
            Fingerprint = Print,
            PublicKey = "ssh-ed25519 AAAA",
            Label = "laptop",
            AddedAt = Noon.AddDays(-1),
        });
        work.Add(new Contract
        {
            Client = Client,
            Number = 1,
            Reference = "C-1",
            StartsAt = Noon.AddDays(-30),
            EndsAt = Noon.AddDays(30),
            Body = "{}",
            BodyHash = new string('0', 64),
            ImportedAt = Noon.AddDays(-30),
            Recipients = [Reader.Recipient.ToString()],
            CodeWindowCap = 15,
        });
        work.Add(new Target
        {
            Client = Client,
            Id = OpenGrant.Target,
            Slug = Slug,
            Title = "ERP database",
            Host = "127.0.0.1",
            Port = 22,
            HostKeys = ["ssh-ed25519 AAAA"],
            Protocols = ["ssh"],
            Accounts = ["root", "backup"],
            DataCategories = [],
            Sensitivity = 1,
            Owners = [],
        });
        work.Add(new Engagement
        {
            Client = Client,
            Organization = Provider.Id,
            Person = Technician.Id,
            SecrecySignedAt = Noon.AddDays(-20),
            LimitationSignedAt = Noon.AddDays(-20),
        });
        work.Add(new Gatekeeper { Client = Client, Open = true, ChangedAt = Noon.AddDays(-1) });
        work.Add(OpenGrant);
        Random.Shared.NextBytes(_totp);
        await EnrolAsync(work, Technician, _totp);
        await Gateway.GetRequiredService<CredentialVault>().SetAsync(
            work, Client, OpenGrant.Target, "root", TargetKey, Noon.AddDays(-1), Ct);
    });

    internal async Task EnrolAsync(IWork work, Person who, byte[] secret) => work.Add(new Authenticator
    {
        Organization = who.Organization,
        Person = who.Id,
        Id = "auth0",
        SealedSecret = await Gateway.GetRequiredService<ISecretSeal>().SealAsync(
            work, who.Organization, $"totp:{who.Id}", secret, Ct),
        CreatedAt = Noon.AddDays(-1),
        ConfirmedAt = Noon.AddDays(-1),
    });

    internal static Person Someone(string organization, string login, string role) => new()
    {
        Organization = organization,
        Id = $"id-{login}",
        Login = login,
        Name = login,
        Issuer = "https://id.example",
        Subject = login,
        Roles = [role],
        Locale = "en",
    };
}
