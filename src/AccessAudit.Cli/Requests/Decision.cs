using System.Text.Json.Nodes;
using AccessAudit.Cli.Server;

namespace AccessAudit.Cli.Requests;

/// <summary>Waits for others: asks the gateway now and then until the request is no longer pending.</summary>
static class Decision
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>What the API says of the request once it is decided. Questions meanwhile are told to the person.</summary>
    public static async Task<string> AwaitAsync(Visit visit, RequestFacts asked, CancellationToken ct)
    {
        var told = asked.Notes.Count;
        while (true)
        {
            var answer = await visit.Api.GetAsync(Path(asked.Id), ct);
            var request = Wire.Read<RequestFacts>(answer);
            foreach (var note in request.Notes.Skip(told).Where(note => note.Question))
            {
                visit.Tell(Texts.Safe(visit.Say($"{note.Person.Name} asks: {note.Text}", $"{note.Person.Name} demande : {note.Text}")));
                visit.Tell($"accessaudit answer {request.Id} ...");
            }

            told = request.Notes.Count;
            if (!request.IsPending)
                return answer;
            await Task.Delay(Pause, ct);
        }
    }

    /// <summary>A request's address; an id is opaque and may have been typed by anybody.</summary>
    public static string Path(string id, string act = "") => $"requests/{Uri.EscapeDataString(id)}{act}";

    /// <summary>An act on a request, and the request as it is then.</summary>
    public static async Task<int> ActAsync(Visit visit, string id, string act, JsonObject body, CancellationToken ct) =>
        visit.Show<RequestFacts>(
            await visit.Api.PostAsync(Path(id, "/" + act), body, ct), request => RequestCard.Write(request, visit.Texts));
}
