using System.CommandLine;
using AccessAudit.Cli.Server;

namespace AccessAudit.Cli.Sessions;

/// <summary><c>accessaudit stop</c>: cuts a running session; for the client and the provider's security.</summary>
static class StopVerb
{
    public static Command Create()
    {
        var session = new Argument<string>("SESSION") { Description = "Its id, as accessaudit sessions shows it." };
        var reason = new Option<string>("--reason") { Description = "Why; it stands in the client's log.", Required = true, HelpName = "TEXT" };
        return RemoteVerb.Create(
            "stop", "Cut a running session now.", [session, reason],
            async (parsed, visit, ct) => visit.Show<SessionFacts>(
                await visit.Api.PostAsync(
                    $"sessions/{Uri.EscapeDataString(parsed.GetRequiredValue(session))}/terminate",
                    new() { ["reason"] = parsed.GetRequiredValue(reason) }, ct),
                stopped => Texts.Safe($"{stopped.Account} @ {stopped.Target}: ") + visit.Texts.Word(stopped.State)));
    }
}
