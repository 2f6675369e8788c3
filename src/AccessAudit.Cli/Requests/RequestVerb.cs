using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using AccessAudit.Cli.Grants;
using AccessAudit.Cli.Server;

namespace AccessAudit.Cli.Requests;

/// <summary><c>accessaudit request</c>: asks for access; with <c>--wait</c> it ends when the client has decided.</summary>
static class RequestVerb
{
    const string Protocol = "ssh";

    public static Command Create()
    {
        var target = new Argument<string>("TARGET") { Description = "Its name, as accessaudit targets shows it." };
        var minutes = new Option<int>("--minutes") { Description = "How long.", Required = true, HelpName = "N" };
        var reason = new Option<string>("--reason") { Description = "What for; the client reads it.", Required = true, HelpName = "TEXT" };
        var account = new Option<string?>("--account") { Description = "Needed when the target has several.", HelpName = "NAME" };
        var ticket = new Option<string?>("--ticket") { Description = "A number in your own help desk.", HelpName = "ID" };
        var from = new Option<DateTimeOffset?>("--from")
        {
            Description = "When it should open, by this machine's clock; otherwise as soon as it is approved.",
            HelpName = "TIME",
            CustomParser = ReadTime,
        };
        var client = new Option<string?>("--client") { Description = "Its id, when several clients have a target of this name.", HelpName = "ID" };
        var data = new Option<string[]>("--data") { Description = "A data category you need; otherwise all that the target holds.", HelpName = "CODE" };
        var wait = new Option<bool>("--wait") { Description = "End when the client has decided: 0 approved, 1 not." };
        return RemoteVerb.Create(
            "request", "Ask a client for access to a target.",
            [target, account, minutes, reason, ticket, from, client, data, wait],
            async (parsed, visit, ct) =>
            {
                var (chosen, login) = await TargetFacts.ChooseAsync(
                    visit, parsed.GetRequiredValue(target), parsed.GetValue(client), parsed.GetValue(account), ct);
                var ask = new JsonObject
                {
                    ["client"] = chosen.Client,
                    ["target"] = chosen.Name,
                    ["account"] = login,
                    ["protocol"] = Protocol,
                    ["reason"] = parsed.GetRequiredValue(reason),
                    ["minutes"] = parsed.GetValue(minutes),
                    ["ticket"] = parsed.GetValue(ticket),
                    ["from"] = parsed.GetResult(from) is null
                        ? null
                        : parsed.GetValue(from)?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
                };
                if (parsed.GetValue(data) is { Length: > 0 } codes)
                    ask["dataCategories"] = new JsonArray([.. codes.Select(code => JsonValue.Create(code))]);
                var answer = await visit.Api.PostAsync("requests", ask, ct);
                return parsed.GetValue(wait) ? await WaitAsync(visit, answer, ct) : Tell(visit, answer);
            });
    }

    static int Tell(Visit visit, string answer) => visit.Show<RequestFacts>(answer, request => visit.Say(
        $"Request {request.Id} waits for a decision until {visit.Texts.Time(request.ValidUntil)}.",
        $"La demande {request.Id} attend une décision jusqu'à {visit.Texts.Time(request.ValidUntil)}."));

    static async Task<int> WaitAsync(Visit visit, string answer, CancellationToken ct)
    {
        var asked = Wire.Read<RequestFacts>(answer);
        visit.Tell(visit.Say(
            $"Request {asked.Id}: waiting for a decision. Ctrl-C stops waiting, not the request.",
            $"Demande {asked.Id} : en attente d'une décision. Ctrl-C arrête l'attente, pas la demande."));
        var decided = await Decision.AwaitAsync(visit, asked, ct);
        var request = Wire.Read<RequestFacts>(decided);
        if (request.Grant is { } grant)
        {
            return visit.Json
                ? visit.Show<RequestFacts>(decided, _ => "")
                : visit.Show<GrantFacts>(await visit.Api.GetAsync($"grants/{grant}", ct), given => GrantText.Write(given, visit.Texts));
        }

        if (visit.Json)
            Console.Out.WriteLine(decided);
        else
            Console.Error.WriteLine(RequestCard.Write(request, visit.Texts));
        return Exit.Refused;
    }

    static DateTimeOffset? ReadTime(System.CommandLine.Parsing.ArgumentResult result)
    {
        var written = result.Tokens[0].Value;
        if (DateTimeOffset.TryParse(
            written, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal | DateTimeStyles.AdjustToUniversal, out var at))
            return at;
        result.AddError($"--from {written}: expected a time, as 18:30 or '2026-01-31 18:30'");
        return null;
    }
}
