using AccessAudit.Approvals;
using AccessAudit.Refusals;
using AccessAudit.Requests;
using AccessAudit.State;
using AccessAudit.Web.Calls;
using AccessAudit.Web.People;

namespace AccessAudit.Web.Requests;

/// <param name="Target">The target's name, as technicians type it.</param>
/// <param name="Hash">SHA-256 over exactly what an approval binds.</param>
/// <param name="Grant">Null until the quorum is met.</param>
/// <param name="Notices">What to know before deciding: the same was refused before, the gatekeeper is closed.</param>
sealed record RequestView(
    string Id, RequestState State, string Client, string Target, string Account, string Protocol, string Reason,
    string? Ticket, int Minutes, DateTimeOffset? From, string[] DataCategories, PersonView Requester,
    DateTimeOffset AskedAt, DateTimeOffset ValidUntil, string? Extends, string Hash, string? Grant,
    IReadOnlyList<DecisionView> Decisions, IReadOnlyList<NoteView> Notes, IReadOnlyList<AboutView> Notices)
{
    internal static async Task<RequestView> OfAsync(IRows rows, Names names, AccessRequest request, Call call)
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

        var notices = await RequestNotices.AboutAsync(rows, request, call.Now);
        return new(
            request.Id, RequestRules.StateAt(request, call.Now), request.Client,
            await names.SlugAsync(request.Client, request.Target),
            request.Account, request.Protocol, request.Reason, request.Ticket, request.Minutes, request.From,
            request.DataCategories, await names.PersonAsync(request.RequesterOrganization, request.Requester),
            request.AskedAt, request.ValidUntil, request.Extends, request.Hash, request.Grant, decisions, notes,
            [.. notices.Select(notice => new AboutView(notice.Code, RefusalTexts.Say(notice, call.Locale)))]);
    }
}

sealed record DecisionView(
    PersonView Person, bool Approved, string? Reason, int? Minutes, int? CodeWindowMinutes, DateTimeOffset At);

/// <param name="Question">True when the client asks, false when the technician answers.</param>
sealed record NoteView(bool Question, PersonView Person, string Text, DateTimeOffset At);

/// <param name="Text">One sentence in the caller's language.</param>
sealed record AboutView(string Code, string Text);
