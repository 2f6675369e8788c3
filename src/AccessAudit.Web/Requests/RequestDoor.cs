using System.Linq.Expressions;
using AccessAudit.People;
using AccessAudit.Requests;
using AccessAudit.State;
using AccessAudit.Web.Api;

namespace AccessAudit.Web.Requests;

/// <summary>Which requests exist for whom: a client's people see what is asked of their client, whoever asks their own.</summary>
static class RequestDoor
{
    /// <summary>Null when no request at all exists for this person.</summary>
    internal static Expression<Func<AccessRequest, bool>>? VisibleTo(Person person)
    {
        var (organization, id) = (person.Organization, person.Id);
        return RoleTable.May(person, Act.SeeRequests, organization) ? request => request.Client == organization
            : RoleTable.May(person, Act.SeeOwn, "")
                ? request => request.RequesterOrganization == organization && request.Requester == id
                : null;
    }

    internal static async Task<AccessRequest?> FindAsync(IRows rows, Person person, string id) =>
        VisibleTo(person) is { } where && await rows.ListAsync(where.And(request => request.Id == id), 1) is [var found]
            ? found
            : null;
}
