using System.CommandLine;
using System.Text.Json.Nodes;
using AccessAudit.Cli.Server;

namespace AccessAudit.Cli.Grants;

/// <summary><c>accessaudit grants</c>: what may be opened, now or later, and the exact command for it.</summary>
static class GrantsVerb
{
    const int Recent = 100;
    static readonly string[] NotOver = ["active", "ready", "scheduled"];

    public static Command Create()
    {
        var all = new Option<bool>("--all") { Description = $"The ended ones too: the {Recent} newest." };
        return RemoteVerb.Create(
            "grants", "List the grants in force, with the command that opens each.", [all],
            async (parsed, visit, ct) => visit.ShowList<GrantFacts>(
                parsed.GetValue(all) ? await visit.Api.ListAsync("grants", ct, Recent) : await NotOverAsync(visit, ct),
                visit.Say("No grants.", "Aucune habilitation."),
                visit.Texts.Tag == "fr"
                    ? ["ÉQUIPEMENT", "COMPTE", "ÉTAT", "OUVRE", "FERME", "HABILITATION", "COMMANDE"]
                    : ["TARGET", "ACCOUNT", "STATE", "OPENS", "CLOSES", "GRANT", "CONNECT"],
                grant =>
                [
                    grant.Target, grant.Account, visit.Texts.Word(grant.State), visit.Texts.Time(grant.OpensAt),
                    visit.Texts.Time(grant.ClosesAt), grant.Id, grant.State == "ended" ? "-" : grant.Connect,
                ]));
    }

    /// <summary>Those that are not over, newest first.</summary>
    public static async Task<IReadOnlyList<JsonNode>> NotOverAsync(Visit visit, CancellationToken ct)
    {
        List<JsonNode> found = [];
        foreach (var state in NotOver)
            found.AddRange(await visit.Api.ListAsync($"grants?state={state}", ct));

        // One may have changed its state between two of these questions: it is shown once.
        return [.. found.DistinctBy(item => Wire.Read<GrantFacts>(item.ToJsonString()).Id)];
    }
}
