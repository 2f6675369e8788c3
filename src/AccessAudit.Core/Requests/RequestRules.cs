using AccessAudit.Contracts;
using AccessAudit.Lifecycles;
using AccessAudit.People;
using AccessAudit.Refusals;

namespace AccessAudit.Requests;

/// <summary>Pure decisions about one request.</summary>
public static class RequestRules
{
    public static readonly TimeSpan Patience = TimeSpan.FromHours(24);
    public static readonly TimeSpan Horizon = TimeSpan.FromDays(90);

    // A start this little in the past is a clock or a network, not a wish: it means "now".
    static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Whether this request exists for this person: its requester, and whoever may see all requests of that client.
    /// For provider people this presumes that they may see the client.
    /// </summary>
    public static bool MaySee(Person person, AccessRequest request) =>
        RoleTable.May(person, Act.SeeRequests, request.Client)
        || (IsRequester(person, request) && RoleTable.May(person, Act.SeeOwn, request.Client));

    public static bool IsRequester(Person person, AccessRequest request) =>
        person.Organization == request.RequesterOrganization && person.Id == request.Requester;

    /// <summary>Null = as soon as approved.</summary>
    public static Answer<DateTimeOffset?> Start(DateTimeOffset? from, DateTimeOffset now)
    {
        if (from is not { } wished || (wished <= now && wished >= now - Slack))
            return (DateTimeOffset?)null;
        if (wished < now)
            return new Refusal("from.past", Moments.Say(wished));
        if (wished > now + Horizon)
            return new Refusal("from.too_far", Moments.Say(wished), $"{(int)Horizon.TotalDays}");
        return (DateTimeOffset?)WholeSecond(wished);
    }

    /// <summary>The earlier of the wished start and 24 h after asking; an extension dies with its grant.</summary>
    public static DateTimeOffset ValidUntil(DateTimeOffset askedAt, DateTimeOffset? from, DateTimeOffset? grantClosesAt)
    {
        var until = askedAt + Patience;
        if (from < until)
            until = from.Value;
        return grantClosesAt < until ? grantClosesAt.Value : until;
    }

    /// <summary>The state at this moment, whether or not the clock has written it down yet.</summary>
    public static RequestState StateAt(AccessRequest request, DateTimeOffset now) =>
        request.State == RequestState.Pending && now >= request.ValidUntil ? RequestState.Expired : request.State;

    /// <summary>The next state, or why that step is not allowed.</summary>
    public static Answer<RequestState> Step(AccessRequest request, string fact, DateTimeOffset now) =>
        LifecycleTables.Request.Next(StateAt(request, now), fact) is { } next
            ? next
            : new Refusal("request.over", Words.Of(StateAt(request, now)));

    static DateTimeOffset WholeSecond(DateTimeOffset instant)
    {
        var utc = instant.ToUniversalTime();
        return utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerSecond));
    }
}
