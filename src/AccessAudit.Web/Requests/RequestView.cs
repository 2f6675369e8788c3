using AccessAudit.Approvals;
using AccessAudit.Requests;
using AccessAudit.State;
using AccessAudit.Web.People;

namespace AccessAudit.Web.Requests;

/// <param name="Target">The target's name, as technicians type it.</param>
/// <param name="Hash">SHA-256 over exactly what an approval binds.</param>
/// <param name="Grant">Null until the quorum is met.</param>
sealed record RequestView(
    string Id, RequestState State, string Client, string Target, string Account, string Protocol, string Reason,
    string? Ticket, int Minutes, DateTimeOffset? From, string[] DataCategories, PersonView Requester,
    DateTimeOffset AskedAt, DateTimeOffset ValidUntil, string? Extends, string Hash, string? Grant,
    IReadOnlyList<DecisionView> Decisions, IReadOnlyList<NoteView> Notes)
{
    internal static async Task<RequestView> OfAsync(IRows rows, Names names, AccessRequest request)
    {
        List<DecisionView> decisions = [];
        foreach (var approval in (await rows.ListAsync<Approval>(
            row => row.Client == request.Client && row.Request == request.Id)).OrderBy(approval => approval.At))
        {
            decisions.Add(new(
                await names.PersonAsync(approval.Organization, approval.Person), approval.Approved, approval.Reason,
                approval.Approved ? approval.Minutes : null, approval.Approved ? approval.CodeWindowMinutes : null,
                approval.At));
        }

        List<NoteView> notes = [];
        foreach (var note in (await rows.ListAsync<RequestNote>(
            row => row.Client == request.Client && row.Request == request.Id)).OrderBy(note => note.Number))
        {
            notes.Add(new(
                note.IsQuestion, await names.PersonAsync(note.Organization, note.Person), note.Text, note.At));
        }

        return new(
            request.Id, request.State, request.Client, await names.SlugAsync(request.Client, request.Target),
            request.Account, request.Protocol, request.Reason, request.Ticket, request.Minutes, request.From,
            request.DataCategories, await names.PersonAsync(request.RequesterOrganization, request.Requester),
            request.AskedAt, request.ValidUntil, request.Extends, request.Hash, request.Grant, decisions, notes);
    }
}

sealed record DecisionView(
    PersonView Person, bool Approved, string? Reason, int? Minutes, int? CodeWindowMinutes, DateTimeOffset At);

/// <param name="Question">True when the client asks, false when the technician answers.</param>
sealed record NoteView(bool Question, PersonView Person, string Text, DateTimeOffset At);
