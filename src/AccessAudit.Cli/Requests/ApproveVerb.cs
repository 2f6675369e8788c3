using System.CommandLine;
using System.Text.Json.Nodes;
using AccessAudit.Cli.Server;
using AccessAudit.Cli.Terminal;

namespace AccessAudit.Cli.Requests;

/// <summary><c>accessaudit approve</c>: shows what is asked, then asks for the code that approves exactly that.</summary>
static class ApproveVerb
{
    public static Command Create()
    {
        var request = new Argument<string>("REQUEST") { Description = "Its id, as accessaudit requests shows it." };
        var minutes = new Option<int?>("--minutes") { Description = "Shorten it; it is never lengthened.", HelpName = "N" };
        var window = new Option<int?>("--code-window")
        {
            Description = "Minutes in which one code of the technician opens further sessions (0-15, otherwise 0).",
            HelpName = "N",
        };
        var otp = CodePrompt.Option();
        return RemoteVerb.Create(
            "approve", "Approve a request, with a one-time code.", [request, minutes, window, otp],
            async (parsed, visit, ct) =>
            {
                var id = parsed.GetRequiredValue(request);
                var asked = Wire.Read<RequestFacts>(await visit.Api.GetAsync(Decision.Path(id), ct));
                visit.Tell(RequestCard.Write(asked, visit.Texts));
                if (parsed.GetValue(minutes) is { } shorter && shorter < asked.Minutes)
                    visit.Tell(visit.Say($"shortened to {shorter} minutes", $"réduite à {shorter} minutes"));
                if (!asked.IsPending)
                {
                    throw visit.Refused("request.over",
                        "It is decided already: there is nothing to approve.",
                        "Elle est déjà décidée : il n'y a rien à valider.");
                }

                var body = new JsonObject { ["otp"] = await CodePrompt.ReadAsync(parsed.GetValue(otp), visit.Texts, ct) };
                if (parsed.GetValue(minutes) is { } said)
                    body["minutes"] = said;
                if (parsed.GetValue(window) is { } windowMinutes)
                    body["codeWindowMinutes"] = windowMinutes;
                return visit.Show<RequestFacts>(
                    await visit.Api.PostAsync(Decision.Path(id, "/approve"), body, ct), decided => Told(decided, visit));
            });
    }

    static string Told(RequestFacts decided, Visit visit) => decided.Grant is { } grant
        ? visit.Say($"Approved: grant {grant}.", $"Validée : habilitation {grant}.")
        : visit.Say("Approved by you; others have to approve too.", "Validée par vous ; d'autres doivent encore valider.");
}
