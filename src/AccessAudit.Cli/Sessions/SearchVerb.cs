using System.CommandLine;
using System.Globalization;
using AccessAudit.Cli.Server;

namespace AccessAudit.Cli.Sessions;

/// <summary><c>accessaudit search</c>: who touched what. The search itself enters the client's log.</summary>
static class SearchVerb
{
    public static Command Create()
    {
        var words = new Argument<string[]>("WORDS") { Description = "Any of the words of what happened.", Arity = ArgumentArity.ZeroOrMore };
        var client = new Option<string?>("--client") { Description = "Its id; otherwise your own organization.", HelpName = "ID" };
        var actor = new Option<string?>("--actor") { Description = "Who did it.", HelpName = "NAME" };
        var target = new Option<string?>("--object") { Description = "On what: a target, a file, a table.", HelpName = "NAME" };
        var action = new Option<string?>("--action") { Description = "A kind of event, as session or approval.approved.", HelpName = "KIND" };
        var limit = new Option<int>("--limit") { Description = "How many at most.", HelpName = "N", DefaultValueFactory = _ => 50 };
        return RemoteVerb.Create(
            "search", "Find who touched what; for the client's reviewers.", [words, client, actor, target, action, limit],
            async (parsed, visit, ct) => EventTable.Show(visit, await visit.Api.ListAsync("search?" + string.Join('&', new[]
            {
                ("q", parsed.GetValue(words) is { Length: > 0 } given ? string.Join(' ', given) : null),
                ("client", parsed.GetValue(client)),
                ("actor", parsed.GetValue(actor)),
                ("object", parsed.GetValue(target)),
                ("action", parsed.GetValue(action)),
            }.Where(part => part.Item2 is not null).Select(part => string.Create(
                CultureInfo.InvariantCulture, $"{part.Item1}={Uri.EscapeDataString(part.Item2!)}"))), ct, parsed.GetValue(limit))));
    }
}
