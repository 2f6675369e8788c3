using System.Text.Json.Nodes;
using AccessAudit.Cli.Server;

namespace AccessAudit.Cli.Sessions;

/// <summary>What happened, newest first, each with the entry of the client's log that proves it.</summary>
static class EventTable
{
    public static int Show(Visit visit, IReadOnlyList<JsonNode> events) => visit.ShowList<EventFacts>(
        events,
        visit.Say("Nothing found.", "Rien trouvé."),
        visit.Texts.Tag == "fr" ? ["QUAND", "INSCRIPTION", "QUOI"] : ["WHEN", "ENTRY", "WHAT"],
        found => [visit.Texts.Time(found.At), $"{found.LogIndex}", found.Text]);
}
