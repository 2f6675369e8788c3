using AccessAudit.Cli.Server;

namespace AccessAudit.Cli.SignIn;

/// <summary>Where access tokens come from: a sign-in that was kept, or one that has just been made.</summary>
interface ITokens
{
    /// <summary>One that is good for a minute at least.</summary>
    Task<string> AccessAsync(CancellationToken ct);

    /// <summary>The gateway did not take it: true when the next <see cref="AccessAsync"/> may bring another one.</summary>
    bool Forget();
}

static class SignInHint
{
    public static string For(Uri server, Texts texts) => texts.Say(
        $"Sign in again: accessaudit login --server {Short(server)}",
        $"Reconnectez-vous : accessaudit login --server {Short(server)}");

    static string Short(Uri server) => server.GetLeftPart(UriPartial.Authority);
}
