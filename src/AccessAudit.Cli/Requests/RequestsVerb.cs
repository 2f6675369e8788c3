using System.CommandLine;
using AccessAudit.Cli.Server;

namespace AccessAudit.Cli.Requests;

/// <summary><c>accessaudit requests</c>: what waits for a decision, or one request with all that was said on it.</summary>
static class RequestsVerb
{
    const int Recent = 100;

    public static Command Create()
    {
        var one = new Argument<string?>("REQUEST")
        {
            Description = "One of them, whole.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var all = new Option<bool>("--all") { Description = $"The decided ones too: the {Recent} newest." };
        return RemoteVerb.Create(
            "requests", "List the requests that wait for a decision.", [one, all],
            async (parsed, visit, ct) => parsed.GetValue(one) is { } id
                ? visit.Show<RequestFacts>(
                    await visit.Api.GetAsync(Decision.Path(id), ct), request => RequestCard.Write(request, visit.Texts))
                : await ListAsync(visit, parsed.GetValue(all), ct));
    }

    static async Task<int> ListAsync(Visit visit, bool all, CancellationToken ct) => visit.ShowList<RequestFacts>(
        await visit.Api.ListAsync(all ? "requests" : "requests?state=pending", ct, all ? Recent : null),
        all ? visit.Say("No requests.", "Aucune demande.") : visit.Say("Nothing waits.", "Rien n'attend."),
        visit.Texts.Tag == "fr"
            ? ["DEMANDE", "ÉTAT", "QUI", "ÉQUIPEMENT", "COMPTE", "MIN", "AVANT", "MOTIF"]
            : ["REQUEST", "STATE", "WHO", "TARGET", "ACCOUNT", "MIN", "UNTIL", "REASON"],
        request =>
        [
            request.Id, visit.Texts.Word(request.State), request.Requester.Name, request.Target, request.Account,
            $"{request.Minutes}", visit.Texts.Time(request.ValidUntil), request.Reason,
        ]);
}
