using AccessAudit.Scenarios.Stage;
using Xunit;

namespace AccessAudit.Scenarios.SignIn;

/// <summary>
/// A world with five authorities: the development provider (0), npm's oidc-provider for the town hall only (1), and three
/// that tests can bend, for the clinic only: one (2), one whose role claim narrows (3), and one that poses as a
/// directory of Entra ID (4).
/// </summary>
public sealed class SignInWorld : IAsyncLifetime
{
    const string Secret = "a-secret-of-the-client-that-only-two-know";

    static readonly Cast People = new(
        Cast.Usual.Clients,
        [
            new("ana", null, ["technician"], ["clinique", "mairie"]),
            new("claire", "clinique", ["approver", "client-admin"], []),
            new("farid", "clinique", ["approver"], []),
            new("rachel", "clinique", ["reviewer"], []),
            new("adele", "mairie", ["client-admin"], []),
            new("marc", "mairie", ["approver"], [], Authority: 1),
            new("rita", "mairie", ["reviewer"], []),
            new("romy", "mairie", ["reviewer"], []),
            new("rosa", "mairie", ["reviewer"], []),
            new("thea", "clinique", ["approver"], [], Authority: 2),
            new("theo", null, ["technician"], ["clinique"], Authority: 2),
            new("timo", "mairie", ["approver"], [], Authority: 2),
            new("nora", "clinique", ["approver", "reviewer"], [], Authority: 3),
            new("enzo", "clinique", ["approver"], [], Authority: 4),
        ]);

    internal const string Tenant = "3f2b6f0e-1d84-4a57-9c1f-6a0f3f5b7d11";

    World? _world;
    Binary? _provider;
    TestAuthority? _bendable;
    TestAuthority? _narrowing;
    TestAuthority? _directory;

    internal World World => _world ?? throw new InvalidOperationException("the world is not up");

    internal TestAuthority Bendable => _bendable ?? throw new InvalidOperationException("the authority is not up");

    internal TestAuthority Narrowing => _narrowing ?? throw new InvalidOperationException("the authority is not up");

    internal TestAuthority Directory => _directory ?? throw new InvalidOperationException("the authority is not up");

    /// <summary>The cast, with one player changed or (null) left out: for a contract of its own.</summary>
    internal static Cast With(string login, Func<Player, Player?> change) => People with
    {
        Players = [.. People.Players.Select(player => player.Login == login ? change(player) : player).OfType<Player>()],
    };

    public async ValueTask InitializeAsync()
    {
        _bendable = await TestAuthority.StartAsync();
        _narrowing = await TestAuthority.StartAsync();
        _directory = await TestAuthority.StartAsync($"/{Tenant}/v2.0");
        var port = World.FreePort();
        var issuer = $"http://localhost:{port}";
        _world = await World.StartAsync(
            People, otherIssuers: [issuer, _bendable.Issuer, _narrowing.Issuer, _directory.Issuer],
            settings: world => Settings(world, issuer));
        if (OtherProvider.IsInstalled)
        {
            _provider = await OtherProvider.StartAsync(port, _world.Web, 1, Secret);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in new IAsyncDisposable?[] { _world, _provider, _bendable, _narrowing, _directory })
        {
            if (part is not null)
            {
                await part.DisposeAsync();
            }
        }
    }

    /// <summary>Signs in by an authority that asks nobody.</summary>
    internal async Task<Reply> SignInAsync(
        Browser browser, TestAuthority authority, string login, CancellationToken ct, string back = "%2Fme")
    {
        authority.Subject = "s-" + login;
        var place = authority == Bendable ? 2 : authority == Narrowing ? 3 : 4;
        return await browser.OpenAsync($"{World.Web}/sign-in/{place}?return={back}", ct);
    }

    /// <summary>Signs in by the development provider's form.</summary>
    internal async Task<Reply> SignInAsync(Browser browser, string login, CancellationToken ct, string back = "%2Fme")
    {
        var form = await browser.OpenAsync($"{World.Web}/sign-in/0?return={back}", ct);
        return await browser.SubmitAsync(
            form, "/connect/authorize", ct, ("username", login), ("password", World.Password(login)));
    }

    Dictionary<string, string?> Settings(World world, string issuer)
    {
        var secret = Path.Combine(world.Folder, "client-secret");
        File.WriteAllText(secret, Secret + "\n");
        File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        const string At = "ACCESSAUDIT__Identity__Authorities__";
        return new()
        {
            [At + "1__Issuer"] = issuer,
            [At + "1__Name"] = "Mairie de Valmont",
            [At + "1__ClientId"] = OtherProvider.ClientId,
            [At + "1__ClientSecretFile"] = secret,
            [At + "1__Organization"] = world.Client("mairie"),
            [At + "2__Issuer"] = Bendable.Issuer,
            [At + "2__ClientId"] = TestAuthority.ClientId,
            [At + "2__Organization"] = world.Client("clinique"),
            [At + "3__Issuer"] = Narrowing.Issuer,
            [At + "3__ClientId"] = TestAuthority.ClientId,
            [At + "3__Organization"] = world.Client("clinique"),
            [At + "3__RoleClaim"] = "roles",
            [At + "4__Kind"] = "entra",
            [At + "4__Instance"] = Directory.Base,
            [At + "4__TenantId"] = Tenant,
            [At + "4__ClientId"] = TestAuthority.ClientId,
            [At + "4__Audience"] = TestAuthority.ClientId,
            [At + "4__Organization"] = world.Client("clinique"),
        };
    }
}

[CollectionDefinition(Name)]
public sealed class SignInGroup : ICollectionFixture<SignInWorld>
{
    public const string Name = "Sign-in";
}
