using AccessAudit.Journal;
using AccessAudit.People;
using AccessAudit.State;

namespace AccessAudit.Refusals;

/// <summary>
/// Nothing is refused in silence: the client's log keeps who tried what, and the code of the refusal.
/// </summary>
static class DeclinedActs
{
    /// <param name="act">The fact that would have been told, for example <c>approval.approved</c>.</param>
    public static Refusal Decline(
        IWork work, string client, Person who, string act, Refusal why, Origin? from, DateTimeOffset now,
        string? request = null, string? grant = null)
    {
        work.Record(new Fact
        {
            Client = client,
            Kind = "act.declined",
            At = now,
            By = who.Key,
            Outcome = FactOutcome.Failure,
            Request = request,
            Grant = grant,
            Details = Members.Of(("act", act), ("code", why.Code)),
            Origin = from?.ToMembers() ?? Members.None,
        });
        return why;
    }
}
