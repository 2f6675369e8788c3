using System.CommandLine;
using System.Text.Json.Nodes;
using AccessAudit.Cli.Server;

namespace AccessAudit.Cli.Requests;

/// <summary>
/// What is said on a request without a code: <c>refuse</c>, <c>question</c> by the client; <c>answer</c>,
/// <c>withdraw</c> by the technician.
/// </summary>
static class SayVerbs
{
    public static Command Refuse() => WithReason("refuse", "Refuse a request; no code is needed.", isRequired: true);

    public static Command Withdraw() => WithReason("withdraw", "Take your own request back.", isRequired: false);

    public static Command Question() => WithText("question", "Ask the technician something before you decide.");

    public static Command Answer() => WithText("answer", "Answer a question on your request.");

    static Command WithReason(string name, string description, bool isRequired)
    {
        var (request, reason) = (Request(), new Option<string?>("--reason")
        {
            Description = "Why; it stands in the client's log.",
            Required = isRequired,
            HelpName = "TEXT",
        });
        return RemoteVerb.Create(name, description, [request, reason], (parsed, visit, ct) =>
        {
            var body = new JsonObject();
            if (parsed.GetValue(reason) is { } why)
                body["reason"] = why;
            return Decision.ActAsync(visit, parsed.GetRequiredValue(request), name, body, ct);
        });
    }

    static Command WithText(string name, string description)
    {
        var (request, text) = (Request(), new Argument<string>("TEXT") { Description = "In quotes." });
        return RemoteVerb.Create(name, description, [request, text], (parsed, visit, ct) => Decision.ActAsync(
            visit, parsed.GetRequiredValue(request), name, new() { ["text"] = parsed.GetRequiredValue(text) }, ct));
    }

    static Argument<string> Request() => new("REQUEST") { Description = "Its id, as accessaudit requests shows it." };
}
