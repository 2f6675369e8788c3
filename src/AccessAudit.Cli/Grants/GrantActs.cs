using System.CommandLine;
using AccessAudit.Cli.Requests;
using AccessAudit.Cli.Server;

namespace AccessAudit.Cli.Grants;

/// <summary><c>accessaudit extend</c> asks for more time (a request of its own), <c>accessaudit revoke</c> ends it now.</summary>
static class GrantActs
{
    public static Command Extend()
    {
        var (grant, reason) = (Grant(), Reason());
        var minutes = new Option<int>("--minutes") { Description = "How many more.", Required = true, HelpName = "N" };
        return RemoteVerb.Create(
            "extend", "Ask for more time on a grant; the client decides it like any request.", [grant, minutes, reason],
            async (parsed, visit, ct) => visit.Show<RequestFacts>(
                await visit.Api.PostAsync(Path(parsed.GetRequiredValue(grant), "extend"), new()
                {
                    ["minutes"] = parsed.GetValue(minutes),
                    ["reason"] = parsed.GetRequiredValue(reason),
                }, ct),
                request => visit.Say(
                    $"Request {request.Id} waits for a decision until {visit.Texts.Time(request.ValidUntil)}.",
                    $"La demande {request.Id} attend une décision jusqu'à {visit.Texts.Time(request.ValidUntil)}.")));
    }

    public static Command Revoke()
    {
        var (grant, reason) = (Grant(), Reason());
        return RemoteVerb.Create(
            "revoke", "End a grant now; its sessions are cut within a second.", [grant, reason],
            async (parsed, visit, ct) => visit.Show<GrantFacts>(
                await visit.Api.PostAsync(
                    Path(parsed.GetRequiredValue(grant), "revoke"), new() { ["reason"] = parsed.GetRequiredValue(reason) }, ct),
                ended => $"{ended.Account} @ {ended.Target}: {visit.Texts.Word(ended.State)}"));
    }

    static string Path(string grant, string act) => $"grants/{Uri.EscapeDataString(grant)}/{act}";

    static Argument<string> Grant() => new("GRANT") { Description = "Its id, as accessaudit grants shows it." };

    static Option<string> Reason() => new("--reason") { Description = "Why; it stands in the client's log.", Required = true, HelpName = "TEXT" };
}
