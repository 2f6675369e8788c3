using AccessAudit.Contracts;
using AccessAudit.Journal;
using AccessAudit.Lifecycles;
using AccessAudit.People;

namespace AccessAudit.Grants;

/// <summary>The entries of a grant's life, as this folder tells them.</summary>
static class GrantFacts
{
    public static Fact Scheduled(Grant grant, PersonKey by, DateTimeOffset now) =>
        About(grant, "grant.scheduled", by, now) with
        {
            Details = Members.Of(
                ("opens_at", Moments.Stamp(grant.OpensAt)),
                ("closes_at", Moments.Stamp(grant.ClosesAt)),
                ("claim_by", Moments.Stamp(grant.ClaimBy)),
                ("hard_stop", Moments.Stamp(grant.HardStop)),
                ("code_window_minutes", grant.CodeWindowMinutes),
                ("protocol", grant.Protocol)),
        };

    public static Fact Extended(Grant grant, string request, int minutes, PersonKey by, DateTimeOffset now) =>
        About(grant, "grant.extended", by, now) with
        {
            Request = request,
            Details = Members.Of(("minutes", minutes), ("closes_at", Moments.Stamp(grant.ClosesAt))),
        };

    /// <param name="by">Null = the clock, or a new version of the contract.</param>
    public static Fact Ended(Grant grant, PersonKey? by, DateTimeOffset now) =>
        About(grant, "grant.ended", by, now) with
        {
            Details = Members.Of(("reason", Words.Of(grant.EndedBy!.Value))),
        };

    static Fact About(Grant grant, string kind, PersonKey? by, DateTimeOffset now) => new()
    {
        Client = grant.Client,
        Kind = kind,
        At = now,
        By = by,
        About = new PersonKey(grant.TechnicianOrganization, grant.Technician),
        Target = grant.Target,
        Request = grant.Request,
        Grant = grant.Id,
    };
}
