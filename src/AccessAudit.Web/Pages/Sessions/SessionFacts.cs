using AccessAudit.Contracts;
using AccessAudit.Grants;
using AccessAudit.People;
using AccessAudit.Sessions;
using AccessAudit.State;
using AccessAudit.Web.People;
using AccessAudit.Web.Requests;
using AccessAudit.Web.Sessions;

namespace AccessAudit.Web.Pages.Sessions;

/// <summary>A session with what was granted for it, as the state has it.</summary>
/// <param name="Reason">Null for whoever sees that it runs and not why (the provider's security).</param>
public sealed record SessionFacts(
    Session Session, Grant Grant, PersonView Technician, string TechnicianOrganization, string Title, string Slug,
    int? Sensitivity, string? Reason, IReadOnlyList<string> Data)
{
    /// <summary>The moment that stands for it in lists and titles.</summary>
    internal DateTimeOffset At => Session.StartedAt ?? Session.RequestedAt;

    internal static async Task<SessionFacts?> FindAsync(IRows rows, Person reader, string id)
    {
        if (await SessionDoor.FindAsync(rows, reader, id) is not { } session
            || await rows.FindAsync<Grant>(session.Client, session.Grant) is not { } grant)
        {
            return null;
        }

        var names = new Names(rows);
        var target = await names.TargetAsync(session.Client, session.Target);
        var request = await RequestDoor.FindAsync(rows, reader, session.Request);
        var contracts = await rows.ListAsync<Contract, int>(
            row => row.Client == session.Client, row => row.Number, descending: true, 1);
        return new(
            session, grant, await names.PersonAsync(session.TechnicianOrganization, session.Technician),
            (await rows.FindAsync<Organization>(session.TechnicianOrganization))?.Name ?? "",
            target?.Title ?? session.Target, target?.Slug ?? session.Target, target?.Sensitivity, request?.Reason,
            request is null
                ? []
                : [.. RequestBrief.DataOf(contracts is [var latest] ? latest : null, request.DataCategories)
                    .Select(data => data.Name)]);
    }
}
