using System.Text;
using AccessAudit.Cli.Server;

namespace AccessAudit.Cli.Requests;

/// <summary>Everything that somebody should see before they decide, and afterwards what became of it.</summary>
static class RequestCard
{
    public static string Write(RequestFacts request, Texts texts)
    {
        var card = new StringBuilder();
        Line("who", "qui", $"{request.Requester.Name} ({request.Requester.Login})");
        Line("where", "où", $"{request.Account} @ {request.Target} ({request.Protocol})");
        Line("why", "pourquoi", request.Reason + (request.Ticket is { Length: > 0 } ticket ? $" [{ticket}]" : ""));
        Line("data", "données", request.DataCategories.Count > 0
            ? string.Join(", ", request.DataCategories)
            : texts.Say("none named", "aucune nommée"));
        Line("when", "quand", When(request, texts));
        Line("state", "état", State(request, texts));
        foreach (var note in request.Notes)
            Line(note.Question ? "question" : "answer", note.Question ? "question" : "réponse", $"{note.Person.Name}: {note.Text}");
        foreach (var decision in request.Decisions)
            Line("decision", "décision", Decision(decision, texts));
        return card.ToString().TrimEnd('\n');

        void Line(string english, string french, string value) =>
            card.Append(texts.Say(english, french).PadRight(10)).Append(Texts.Safe(value)).Append('\n');
    }

    static string When(RequestFacts request, Texts texts)
    {
        var length = texts.Say($"{request.Minutes} minutes", $"{request.Minutes} minutes");
        var from = request.From is { } wished
            ? texts.Say($"from {texts.Time(wished)}", $"à partir de {texts.Time(wished)}")
            : texts.Say("as soon as approved", "dès la validation");
        return request.Extends is null
            ? $"{length}, {from}"
            : texts.Say($"{length} more, on grant {request.Extends}", $"{length} de plus, sur l'habilitation {request.Extends}");
    }

    static string State(RequestFacts request, Texts texts) => request.IsPending
        ? texts.Word(request.State) + texts.Say(
            $", decidable until {texts.Time(request.ValidUntil)}", $", à décider avant {texts.Time(request.ValidUntil)}")
        : texts.Word(request.State) + (request.Grant is { } grant ? texts.Say($", grant {grant}", $", habilitation {grant}") : "");

    static string Decision(DecisionFacts decision, Texts texts)
    {
        var what = decision.Approved ? texts.Say("approved by", "validée par") : texts.Say("refused by", "refusée par");
        var more = decision.Minutes is { } minutes ? $", {minutes} min" : decision.Reason is { } reason ? $": {reason}" : "";
        return $"{what} {decision.Person.Name}{more}";
    }
}
