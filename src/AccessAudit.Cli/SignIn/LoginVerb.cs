using System.CommandLine;
using AccessAudit.Cli.Server;

namespace AccessAudit.Cli.SignIn;

/// <summary>
/// <c>accessaudit login</c>: asks the gateway who signs its people in, has the person do that in a browser, and keeps the
/// sign-in once the gateway knows them.
/// </summary>
static class LoginVerb
{
    public static Command Create()
    {
        var authority = new Option<string?>("--authority")
        {
            Description = "Which identity provider, when the gateway believes several.",
            HelpName = "NAME",
        };
        return RemoteVerb.CreateUnsigned(
            "login", "Sign in with a browser, on this machine or on a phone.", [authority],
            (parsed, call, ct) => RunAsync(call, parsed.GetValue(authority), ct));
    }

    static async Task<int> RunAsync(RemoteCall call, string? name, CancellationToken ct)
    {
        var store = new SignInStore();
        var server = call.Server ?? (store.Read().Last is { } last ? ServerAddress.TryRead(last) : null)
            ?? throw new VerbEndedException(Exit.Usage, "cli.no_server", call.Texts.Say(
                "Say where: accessaudit login --server https://...",
                "Dites où : accessaudit login --server https://..."));
        var authority = await SignInDoor.FindAsync(server, name, call.Texts, ct);
        using var provider = await SignInDoor.ReachAsync(authority, call.Texts, ct);
        var granted = await DeviceFlow.RunAsync(
            provider, authority.CliClientId, authority.Scope, device => ShowAsync(device, call.Texts), call.Texts,
            TimeProvider.System, ct);

        using var api = new Api(server, new GivenToken(granted.AccessToken), call.Texts);
        var me = await api.GetAsync("me", ct);
        var kept = new KeptSignIn(
            authority.Issuer, authority.CliClientId, authority.Scope, granted.RefreshToken, granted.AccessToken,
            DateTimeOffset.UtcNow.AddSeconds(granted.ExpiresIn));
        await store.ChangeAsync(before => Task.FromResult<SignIns?>(before.With(server, kept)), ct);
        Console.Out.WriteLine(call.Json ? me : Tell(me, server, call.Texts));
        return Exit.Done;
    }

    // On the error stream: the person reads it, and a script that wants the answer as JSON is not disturbed.
    static Task ShowAsync(FormAnswer.Device device, Texts texts)
    {
        if (!Uri.TryCreate(device.VerificationUri, UriKind.Absolute, out var page) || !ServerAddress.IsSafe(page))
            throw new HttpRequestException($"{Texts.Safe(device.VerificationUri)}: not a page that is reached over TLS");
        var (where, code) = (Texts.Safe(page.AbsoluteUri), Texts.Safe(device.UserCode));
        return Console.Error.WriteLineAsync(texts.Say(
            $"Open   {where}\nEnter  {code}\nWaiting for you to sign in there ...",
            $"Ouvrez  {where}\nTapez   {code}\nEn attente de votre connexion ..."));
    }

    static string Tell(string answer, Uri server, Texts texts)
    {
        var me = Wire.Read<Me>(answer);
        return Texts.Safe(texts.Say(
            $"Signed in at {SignIns.Name(server)} as {me.Name} ({me.OrganizationName}): {string.Join(", ", me.Roles)}.",
            $"Connecté à {SignIns.Name(server)} : {me.Name} ({me.OrganizationName}), {string.Join(", ", me.Roles)}."));
    }
}

/// <summary>Who is signed in, as the gateway knows them.</summary>
sealed record Me(string Id, string Login, string Name, string Organization, string OrganizationName, string[] Roles);
