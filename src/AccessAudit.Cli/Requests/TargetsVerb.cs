using System.CommandLine;
using AccessAudit.Cli.Server;

namespace AccessAudit.Cli.Requests;

/// <summary><c>accessaudit targets</c>: what I may ask for.</summary>
static class TargetsVerb
{
    public static Command Create() => RemoteVerb.Create(
        "targets", "List the targets you may ask for.", [],
        async (_, visit, ct) => visit.ShowList<TargetFacts>(
            await visit.Api.ListAsync("targets", ct),
            visit.Say("There is no target you may ask for.", "Il n'y a aucun équipement que vous puissiez demander."),
            visit.Texts.Tag == "fr"
                ? ["ÉQUIPEMENT", "COMPTES", "CLIENT", "NOM"]
                : ["TARGET", "ACCOUNTS", "CLIENT", "TITLE"],
            target => [target.Name, string.Join(",", target.Accounts), target.Client, target.Title]));
}
