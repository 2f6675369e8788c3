using AccessAudit.Grants;
using AccessAudit.People;
using AccessAudit.Requests;
using AccessAudit.State;
using AccessAudit.Web.People;

namespace AccessAudit.Web.Pages.Access;

/// <summary>A grant as its technician sees it.</summary>
/// <param name="OneAccount">The target has a single account, which then need not be typed.</param>
public sealed record Held(
    Grant Grant, GrantState State, string Client, string Title, string Slug, bool OneAccount, string? Ticket,
    string Reason, bool ExtensionAsked)
{
    internal static async Task<IReadOnlyList<Held>> OfAsync(IRows rows, Person me, DateTimeOffset now)
    {
        var names = new Names(rows);
        List<Held> held = [];
        foreach (var grant in await rows.ListAsync<Grant, DateTimeOffset>(
            row => row.TechnicianOrganization == me.Organization && row.Technician == me.Id,
            row => row.OpensAt, descending: true, 60))
        {
            var target = await names.TargetAsync(grant.Client, grant.Target);
            var client = await rows.FindAsync<Organization>(grant.Client);
            var request = await rows.FindAsync<AccessRequest>(grant.Client, grant.Request);
            var extensions = await rows.ListAsync<AccessRequest>(row => row.Client == grant.Client
                && row.Extends == grant.Id && row.State == RequestState.Pending && row.ValidUntil > now, 1);
            held.Add(new(
                grant, GrantRules.StateAt(grant, now), client?.Name ?? "", target?.Title ?? "", target?.Slug ?? grant.Target,
                target is { Accounts.Length: 1 }, request?.Ticket, request?.Reason ?? "", extensions.Count > 0));
        }

        return held;
    }
}

/// <summary>A request as its asker sees it.</summary>
/// <param name="Question">The client's last question, when it waits for an answer.</param>
public sealed record Asked(
    AccessRequest Request, RequestState State, string Client, string Title, string Slug, string? Question,
    string? Asker, string? No, string? NoBy)
{
    internal static async Task<IReadOnlyList<Asked>> OfAsync(IRows rows, Person me, DateTimeOffset now)
    {
        var names = new Names(rows);
        List<Asked> asked = [];
        foreach (var request in await rows.ListAsync<AccessRequest, DateTimeOffset>(
            row => row.RequesterOrganization == me.Organization && row.Requester == me.Id,
            row => row.AskedAt, descending: true, 40))
        {
            var target = await names.TargetAsync(request.Client, request.Target);
            var client = await rows.FindAsync<Organization>(request.Client);
            var notes = await rows.ListAsync<RequestNote>(row => row.Client == request.Client && row.Request == request.Id);
            var last = notes.OrderBy(note => note.Number).LastOrDefault();
            var no = await rows.ListAsync<Approvals.Approval>(
                row => row.Client == request.Client && row.Request == request.Id && !row.Approved, 1) is [var refusal]
                ? refusal
                : null;
            asked.Add(new(
                request, RequestRules.StateAt(request, now), client?.Name ?? "", target?.Title ?? "",
                target?.Slug ?? request.Target, last is { IsQuestion: true } ? last.Text : null,
                last is { IsQuestion: true } ? (await names.PersonAsync(last.Organization, last.Person)).Name : null,
                no?.Reason, no is null ? null : (await names.PersonAsync(no.Organization, no.Person)).Name));
        }

        return asked;
    }
}
