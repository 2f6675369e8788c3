using AccessAudit.Contracts;
using AccessAudit.Grants;
using AccessAudit.Journal;
using AccessAudit.People;
using AccessAudit.Sessions;

namespace AccessAudit.Gateway.Admission;

/// <summary>What the door committed, as it stood then.</summary>
sealed record OpenedSession(
    Session Session, Grant Grant, Target Target, Contract Contract, Person Technician, Origin From)
{
    /// <summary>The end that is known from the start; a later version of grant or contract can only be told by the watch.</summary>
    internal DateTimeOffset EndsBy(Grant grant)
    {
        var end = grant.ClosesAt < grant.HardStop ? grant.ClosesAt : grant.HardStop;
        return end < Contract.EndsAt ? end : Contract.EndsAt;
    }

    /// <summary>An entry of this session, by the technician unless said otherwise.</summary>
    internal Fact Fact(string kind, DateTimeOffset now) => DoorFacts.About(Grant, kind, Technician, Session.Id, now);
}
