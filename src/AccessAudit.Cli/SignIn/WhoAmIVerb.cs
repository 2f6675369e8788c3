using System.CommandLine;
using AccessAudit.Cli.Server;

namespace AccessAudit.Cli.SignIn;

/// <summary><c>accessaudit whoami</c>: who the gateway takes me for.</summary>
static class WhoAmIVerb
{
    public static Command Create() => RemoteVerb.Create(
        "whoami", "Show who is signed in, and where.", [],
        async (_, visit, ct) => visit.Show<Me>(
            await visit.Api.GetAsync("me", ct),
            me => Texts.Safe($"{me.Name} ({me.Login}), {me.OrganizationName}: {string.Join(", ", me.Roles)}"
                + $" - {SignIns.Name(visit.Api.Server)}")));
}
