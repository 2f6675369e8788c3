using System.CommandLine;
using AccessAudit.Cli.Server;

namespace AccessAudit.Cli.Sessions;

/// <summary><c>accessaudit sessions</c>: the newest sessions, or what happened in one, each event with its place in the log.</summary>
static class SessionsVerb
{
    const int Recent = 50;

    public static Command Create()
    {
        var one = new Argument<string?>("SESSION")
        {
            Description = "What happened in this one.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        return RemoteVerb.Create(
            "sessions", $"List the {Recent} newest sessions, or what happened in one.", [one],
            async (parsed, visit, ct) => parsed.GetValue(one) is { } id
                ? EventTable.Show(visit, await visit.Api.ListAsync($"sessions/{Uri.EscapeDataString(id)}/events", ct))
                : visit.ShowList<SessionFacts>(
                    await visit.Api.ListAsync("sessions", ct, Recent),
                    visit.Say("No sessions.", "Aucune session."),
                    visit.Texts.Tag == "fr"
                        ? ["DÉBUT", "FIN", "ÉTAT", "QUI", "ÉQUIPEMENT", "COMPTE", "FINIE PAR", "SESSION"]
                        : ["STARTED", "ENDED", "STATE", "WHO", "TARGET", "ACCOUNT", "ENDED BY", "SESSION"],
                    session =>
                    [
                        visit.Texts.Time(session.StartedAt ?? session.RequestedAt), visit.Texts.Time(session.EndedAt),
                        visit.Texts.Word(session.State), session.Technician.Name, session.Target, session.Account,
                        session.EndedBy is { } by ? EndWord(by, visit) : "-", session.Id,
                    ]));
    }

    static string EndWord(string by, Visit visit) => (visit.Texts.Tag, by) switch
    {
        ("fr", "user") => "intervenant",
        ("fr", "target") => "équipement",
        ("fr", "expiry") => "expiration",
        ("fr", "revoked") => "révocation",
        ("fr", "gatekeeper") => "portier",
        ("fr", "killed") => "arrêt demandé",
        _ => visit.Texts.Word(by),
    };
}
