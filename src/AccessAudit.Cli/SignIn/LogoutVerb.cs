using System.CommandLine;
using System.Text.Json.Nodes;
using AccessAudit.Cli.Server;

namespace AccessAudit.Cli.SignIn;

/// <summary>
/// <c>accessaudit logout</c>: forgets the sign-in here, and tells the provider that its refresh token is void. An access
/// token that somebody copied before lives on until it ends by itself (minutes).
/// </summary>
static class LogoutVerb
{
    public static Command Create() => RemoteVerb.CreateUnsigned(
        "logout", "Forget the sign-in, and have the provider void it.", [],
        (_, call, ct) => RunAsync(call, ct));

    static async Task<int> RunAsync(RemoteCall call, CancellationToken ct)
    {
        var store = new SignInStore();
        var known = store.Read();
        var server = call.Server ?? (known.Last is { } last ? ServerAddress.TryRead(last) : null);
        if (server is null || known.At(server) is not { } kept)
            return Done(call, call.Texts.Say("You were not signed in.", "Vous n'étiez pas connecté."), null);
        await store.ChangeAsync(before => Task.FromResult<SignIns?>(before.Without(server)), ct);
        if (kept.RefreshToken is { } token && !await RevokeAsync(kept, token, ct))
        {
            Console.Error.WriteLine(call.Texts.Say(
                "The identity provider could not be told: the sign-in is forgotten here only.",
                "Le fournisseur d'identité n'a pu être prévenu : la connexion n'est oubliée qu'ici."));
        }

        return Done(call, call.Texts.Say($"Signed out of {SignIns.Name(server)}.", $"Déconnecté de {SignIns.Name(server)}."), server);
    }

    static async Task<bool> RevokeAsync(KeptSignIn kept, string token, CancellationToken ct)
    {
        try
        {
            using var provider = await Provider.DiscoverAsync(kept.Issuer, ct);
            return await provider.RevokeAsync(kept.ClientId, token, ct);
        }
        catch (Exception broken) when (Api.IsBroken(broken, ct))
        {
            return false;
        }
    }

    static int Done(RemoteCall call, string said, Uri? server)
    {
        Console.Out.WriteLine(call.Json
            ? new JsonObject { ["server"] = server is null ? null : SignIns.Name(server) }.ToJsonString(JsonShape.OneLine)
            : said);
        return Exit.Done;
    }
}
