using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using AccessAudit.PrivatePostgres;
using AccessAudit.Sealing.Age;

namespace AccessAudit.Scenarios.Stage;

/// <summary>
/// A whole installation in a folder of its own, on free ports of loopback: the development identity provider, the
/// gateway and its
/// API as real processes, contracts imported, people who can sign in, enrol their authenticator and act.
/// </summary>
sealed class World : IAsyncDisposable
{
    readonly Cast _cast;
    readonly Dictionary<string, Actor> _actors = new(StringComparer.Ordinal);
    readonly Dictionary<string, string> _clients = new(StringComparer.Ordinal);
    readonly Dictionary<string, string?> _settings;
    Binary? _identity;
    Binary? _gateway;

    readonly string[] _otherIssuers;

    World(string folder, Cast cast, string hostKey, string[] otherIssuers)
    {
        (Folder, _cast, HostKey, _otherIssuers) = (folder, cast, hostKey, otherIssuers);
        (IdentityPort, WebPort, SshPort) = (FreePort(), FreePort(), FreePort());
        _settings = new()
        {
            ["ACCESSAUDIT__Node"] = "test",
            ["ACCESSAUDIT__Data"] = Path.Combine(folder, "gateway"),
            ["ACCESSAUDIT__Identity__Authorities__0__Issuer"] = Issuer,
            ["ACCESSAUDIT__Identity__Authorities__0__ClientId"] = "accessaudit-web",
            ["ACCESSAUDIT__Identity__Authorities__0__CliClientId"] = "accessaudit-cli",
            ["ACCESSAUDIT__Web__Urls"] = Web,
            ["ACCESSAUDIT__Web__CallsPerMinute"] = "6000",
            ["ACCESSAUDIT__Ssh__Port"] = $"{SshPort}",
            ["ACCESSAUDIT__Ssh__PublicHost"] = "127.0.0.1",
            ["ACCESSAUDIT__Recordings__MinFreeMegabytes"] = "64",
        };
    }

    internal string Folder { get; }

    /// <summary>On PostgreSQL, the database beside the program.</summary>
    internal PostgresTestbed? Database { get; private set; }

    internal int IdentityPort { get; }

    internal int WebPort { get; }

    internal int SshPort { get; }

    /// <summary>The public host key that every target's contract pins.</summary>
    internal string HostKey { get; }

    internal string Issuer => $"http://localhost:{IdentityPort}/";

    internal string Web => $"http://localhost:{WebPort}";

    internal string DataFolder => Path.Combine(Folder, "gateway");

    internal string LogsFolder => Path.Combine(DataFolder, "logs");

    /// <summary>What opens the recordings of every client of this world.</summary>
    internal AgeIdentity AgeIdentity { get; } = AgeIdentity.Generate();

    internal Binary Identity => _identity ?? throw new InvalidOperationException("the identity provider is not running");

    internal Binary Gateway => _gateway ?? throw new InvalidOperationException("the gateway is not running");

    /// <summary>A world with its identity provider, its contracts and its gateway up.</summary>
    /// <param name="hostKey">The targets' public host key; absent = one that nobody holds.</param>
    /// <param name="otherIssuers">Who vouches for players besides the development provider.</param>
    /// <param name="settings">More settings of the gateway, once the clients' ids are known.</param>
    /// <param name="make">Where its state lies; absent = as <c>ACCESSAUDIT_TEST_STORE</c> says, else SQLite.</param>
    internal static async Task<World> StartAsync(
        Cast? cast = null, string? hostKey = null, string[]? otherIssuers = null,
        Func<World, IReadOnlyDictionary<string, string?>>? settings = null, StoreMake? make = null)
    {
        var world = new World(
            Directory.CreateTempSubdirectory("accessaudit-world-").FullName, cast ?? Cast.Usual,
            hostKey ?? NobodysKey(), otherIssuers ?? []);
        try
        {
            world.WriteUsers();
            world._identity = await Binary.StartAsync(
                "accessaudit-identity-dev",
                new Dictionary<string, string?> { ["ASPNETCORE_ENVIRONMENT"] = "Development" },
                "Application started", "--Url", world.Issuer, "--Users", world.UsersFile, "--WebUrl", world.Web,
                "--Data", Path.Combine(world.Folder, "identity"));
            await world.MakeDatabaseAsync(make ?? StoreMakes.Default);
            foreach (var client in world._cast.Clients)
            {
                await world.ImportAsync(client.Key);
            }

            foreach (var (key, value) in settings?.Invoke(world) ?? new Dictionary<string, string?>())
            {
                world._settings[key] = value;
            }

            await world.StartGatewayAsync();
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    internal Actor Technician(string login) => Person(login, "technician");

    internal Actor Approver(string login) => Person(login, "approver");

    internal Actor Reviewer(string login) => Person(login, "reviewer");

    internal Actor Person(string login, string? role = null)
    {
        var player = _cast.Players.First(
            player => player.Login == login && (role is null || player.Roles.Contains(role)));
        if (!_actors.TryGetValue(login, out var actor))
        {
            _actors[login] = actor = new Actor(this, player);
        }

        return actor;
    }

    internal IEnumerable<Actor> Everyone => _cast.Players.Select(player => Person(player.Login));

    /// <summary>The id under which the instance knows the client.</summary>
    internal string Client(string key) => _clients[key];

    /// <summary>
    /// One more gateway on the same database, keys and recordings, under a name and on ports of its own.
    /// </summary>
    internal async Task<Neighbour> StartNeighbourAsync(string node)
    {
        var settings = new Dictionary<string, string?>
        {
            ["ACCESSAUDIT__Node"] = node,
            ["ACCESSAUDIT__Web__Urls"] = $"http://localhost:{FreePort()}",
            ["ACCESSAUDIT__Ssh__Port"] = $"{FreePort()}",
            ["ACCESSAUDIT__Search__File"] = Path.Combine(DataFolder, $"search-{node}.db"),
            ["ACCESSAUDIT__Logs__Folder"] = Path.Combine(DataFolder, $"logs-{node}"),
        };
        var neighbour = new Neighbour(settings["ACCESSAUDIT__Web__Urls"]!, With(settings));
        await neighbour.StartAsync();
        return neighbour;
    }

    internal async Task StartGatewayAsync(IReadOnlyDictionary<string, string?>? more = null) => _gateway =
        await Binary.StartAsync("accessaudit-host", With(more), "Application started", "serve");

    internal async Task<string> VerbAsync(params string[] arguments)
    {
        await using var ran = await TryVerbAsync(null, arguments);
        return ran.Exit == 0
            ? ran.Output
            : throw new InvalidOperationException(
                $"{string.Join(' ', arguments)} ended with {ran.Exit}:\n{ran.Output}");
    }

    internal Task<Binary> TryVerbAsync(IReadOnlyDictionary<string, string?>? more, params string[] arguments) =>
        Binary.RunAsync("accessaudit-host", With(more), arguments);

    /// <summary>
    /// Imports a client's contract, as the cast says it or as <paramref name="cast"/> does. A later version is accepted by
    /// the client's first client-admin, over the API.
    /// </summary>
    internal async Task ImportAsync(string key, Cast? cast = null, CancellationToken ct = default)
    {
        var file = Path.Combine(Folder, $"{key}.json");
        var known = _clients.GetValueOrDefault(key);
        var said = cast ?? _cast;
        await File.WriteAllTextAsync(file, ContractText.Of(
            said, said.Clients.First(client => client.Key == key), IssuerOf,
            AgeIdentity.Recipient.ToString(), HostKey, known), ct);
        var told = (await VerbAsync("contract", "import", file)).Split(' ');
        _clients[key] = told[1];
        if (told[2] == "proposal")
        {
            var admin = Person(_cast.Players.First(
                player => player.Client == key && player.Roles.Contains("client-admin")).Login);
            (await admin.PostAsync(
                $"clients/{told[1]}/proposals/{told[3]}/accept", new() { ["otp"] = await admin.CodeAsync(ct) }, ct))
                .Must(200);
        }
    }

    /// <summary>All that lies in the database: its files, or the text of its rows with bytes in hexadecimal.</summary>
    internal async Task<IReadOnlyList<byte[]>> StoredAsync(CancellationToken ct)
    {
        if (Database is not null)
        {
            return [.. (await Database.DumpAsync()).Select(Encoding.UTF8.GetBytes)];
        }

        List<byte[]> files = [];
        foreach (var file in Directory.EnumerateFiles(Path.Combine(DataFolder, "state")))
        {
            await using var open = new FileStream(
                file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new MemoryStream();
            await open.CopyToAsync(bytes, ct);
            files.Add(bytes.ToArray());
        }

        return files;
    }

    internal string Password(string login) => $"pw-{login}-{Folder[^6..]}";

    public async ValueTask DisposeAsync()
    {
        foreach (var actor in _actors.Values)
        {
            actor.Dispose();
        }

        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        if (_identity is not null)
        {
            await _identity.DisposeAsync();
        }

        if (Database is not null)
        {
            await Database.DisposeAsync();
        }

        AgeIdentity.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    async Task MakeDatabaseAsync(StoreMake make)
    {
        Dictionary<string, string?> owner = [];
        if (make == StoreMake.Postgres)
        {
            Database = await (await PostgresCluster.SharedAsync()).CreateAsync();
            _settings["ACCESSAUDIT__Storage__Provider"] = "postgres";
            _settings["ACCESSAUDIT__Storage__ConnectionString"] = Database.AppConnection;
            owner["ACCESSAUDIT__Storage__OwnerConnectionString"] = Database.OwnerConnection;
        }

        await using var migrated = await TryVerbAsync(owner, "migrate");
        if (migrated.Exit != 0)
        {
            throw new InvalidOperationException($"migrate ended with {migrated.Exit}:\n{migrated.Output}");
        }
    }

    string IssuerOf(Player player) => player.Authority == 0 ? Issuer : _otherIssuers[player.Authority - 1];

    string UsersFile => Path.Combine(Folder, "users.json");

    void WriteUsers()
    {
        var users = new JsonArray([.. _cast.Players.Select(player => new JsonObject
        {
            ["login"] = player.Login,
            ["password"] = Password(player.Login),
            ["name"] = player.Login,
            ["subject"] = "s-" + player.Login,
        })]);
        using var file = new FileStream(UsersFile, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        using var writer = new StreamWriter(file);
        writer.Write(new JsonObject { ["users"] = users }.ToJsonString());
    }

    Dictionary<string, string?> With(IReadOnlyDictionary<string, string?>? more)
    {
        var all = new Dictionary<string, string?>(_settings);
        foreach (var (key, value) in more ?? new Dictionary<string, string?>())
        {
            all[key] = value;
        }

        return all;
    }

    // Free now, and ours a moment later unless somebody is quicker: then the process says so and the test fails loudly.
    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    internal static string NobodysKey()
    {
        byte[] blob =
        [
            0, 0, 0, 11, .. "ssh-ed25519"u8, 0, 0, 0, 32, .. RandomNumberGenerator.GetBytes(32),
        ];
        return "ssh-ed25519 " + Convert.ToBase64String(blob);
    }
}
