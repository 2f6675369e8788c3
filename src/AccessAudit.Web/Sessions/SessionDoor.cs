using System.Linq.Expressions;
using AccessAudit.People;
using AccessAudit.Sessions;
using AccessAudit.State;
using AccessAudit.Web.Api;

namespace AccessAudit.Web.Sessions;

/// <summary>Which sessions exist for whom: the client's, all of them for the provider's security, else one's own.</summary>
static class SessionDoor
{
    /// <summary>The session, when it exists for this person.</summary>
    internal static async Task<Session?> FindAsync(IRows rows, Person person, string id) =>
        VisibleTo(person) is { } where && await rows.ListAsync(where.And(session => session.Id == id), 1) is [var found]
            ? found
            : null;

    /// <summary>Null when no session at all exists for this person.</summary>
    internal static Expression<Func<Session, bool>>? VisibleTo(Person person)
    {
        var (organization, id) = (person.Organization, person.Id);
        return RoleTable.May(person, Act.SeeSessions, organization) ? session => session.Client == organization
            : RoleTable.May(person, Act.SeeSessions, "") ? session => true
            : RoleTable.May(person, Act.SeeOwn, "")
                ? session => session.TechnicianOrganization == organization && session.Technician == id
                : null;
    }
}
