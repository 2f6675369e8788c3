using AccessAudit.Contracts;
using AccessAudit.Grants;
using AccessAudit.Journal;
using AccessAudit.People;
using AccessAudit.Refusals;

namespace AccessAudit.Gateway.Admission;

/// <summary>The entries that a knock leaves.</summary>
static class DoorFacts
{
    internal static Fact About(Grant grant, string kind, Person who, string? session, DateTimeOffset now) => new()
    {
        Client = grant.Client,
        Kind = kind,
        At = now,
        By = who.Key,
        Session = session,
        Target = grant.Target,
        Request = grant.Request,
        Grant = grant.Id,
    };

    internal static Fact Refused(
        GrantChoice choice, string client, Person who, Refusal refusal, Wanted wanted, Origin from, DateTimeOffset now) => new()
        {
            Client = client,
            Kind = "session.refused",
            At = now,
            By = who.Key,
            Outcome = FactOutcome.Failure,
            Target = choice.Target?.Id,
            Request = choice.Grant?.Request,
            Grant = choice.Grant?.Id,
            Details = Members.Of(("code", refusal.Code)),
            Origin = from.ToMembers(),
            Content = Members.Of(("account", wanted.Account)),
        };

    internal static Fact Reused(Grant grant, CodeWindow window, Person who, Origin from, DateTimeOffset now) =>
        About(grant, "otp.reused", who, null, now) with
        {
            Details = Members.Of(
                ("purpose", Codes.CodePurpose.Start), ("subject", grant.Id), ("until", Moments.Stamp(window.Until))),
            Origin = from.ToMembers(),
        };
}
