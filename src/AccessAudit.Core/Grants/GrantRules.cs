using AccessAudit.Lifecycles;
using AccessAudit.People;
using AccessAudit.Refusals;
using AccessAudit.Requests;

namespace AccessAudit.Grants;

/// <summary>Pure decisions about one grant.</summary>
public static class GrantRules
{
    /// <summary>
    /// Whether this grant exists for this person (provider people: presuming that they may see the client).
    /// </summary>
    public static bool MaySee(Person person, Grant grant) =>
        RoleTable.May(person, Act.SeeSessions, grant.Client)
        || (Holds(person, grant) && RoleTable.May(person, Act.SeeOwn, grant.Client));

    public static bool Holds(Person person, Grant grant) =>
        person.Organization == grant.TechnicianOrganization && person.Id == grant.Technician;

    /// <summary>
    /// The grant that an approval makes: the five times, of which four are one until contracts carry them.
    /// </summary>
    public static Grant Schedule(
        AccessRequest request, string id, int minutes, int codeWindowMinutes, DateTimeOffset approvedAt)
    {
        var opensAt = request.From is { } from && from > approvedAt ? from : approvedAt;
        var closesAt = opensAt.AddMinutes(minutes);
        return new Grant
        {
            Client = request.Client,
            Id = id,
            Request = request.Id,
            TechnicianOrganization = request.RequesterOrganization,
            Technician = request.Requester,
            Target = request.Target,
            Account = request.Account,
            Protocol = request.Protocol,
            OpensAt = opensAt,
            ClosesAt = closesAt,
            ClaimBy = closesAt,
            ApprovedUntil = closesAt,
            HardStop = closesAt,
            CodeWindowMinutes = codeWindowMinutes,
            State = opensAt <= approvedAt ? GrantState.Ready : GrantState.Scheduled,
        };
    }

    /// <summary>The state at this moment, whether or not the clock has written it down yet.</summary>
    public static GrantState StateAt(Grant grant, DateTimeOffset now) => grant.State switch
    {
        GrantState.Ended => GrantState.Ended,
        _ when IsPast(grant, now) => GrantState.Ended,
        GrantState.Scheduled when grant.OpensAt <= now => GrantState.Ready,
        var state => state,
    };

    /// <summary>Its time is over: closed, stopped, or never used by the time it had to be.</summary>
    public static bool IsPast(Grant grant, DateTimeOffset now) =>
        now >= grant.ClosesAt || now >= grant.HardStop || (grant.FirstUsedAt is null && now >= grant.ClaimBy);

    /// <summary>The next state, or why that step is not allowed.</summary>
    public static Answer<GrantState> Step(Grant grant, string fact, DateTimeOffset now) =>
        LifecycleTables.Grant.Next(StateAt(grant, now), fact) is { } next
            ? next
            : new Refusal("grant.over", Words.Of(grant.EndedBy ?? GrantEnd.Expired));

    public static Grant End(Grant grant, GrantEnd why, DateTimeOffset now) =>
        grant with { State = GrantState.Ended, EndedBy = why, EndedAt = now };
}
