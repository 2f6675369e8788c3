using AccessAudit.People;
using AccessAudit.State;
using AccessAudit.Web.Identity;
using AccessAudit.Web.Live;
using Microsoft.AspNetCore.Http;

namespace AccessAudit.Web.SignIn;

/// <summary>A browser that is signed in, and who sits before it, as the database has them at this moment.</summary>
sealed record Visit(WebSession Session, Caller Caller);

/// <summary>
/// Nothing of a session is remembered in the process: row, person, organization and roles are read for every page, so
/// that an end, a departure or a taken role works with the next request.
/// </summary>
sealed class Visits(IStore store, WebSessionDesk desk, SignInDoors doors, TimeProvider clock)
{
    internal async Task<Visit?> FindAsync(HttpContext http)
    {
        if (SessionCookie.Read(http) is not var (id, secret))
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var visit = await store.ReadAsync(
            async rows => await OfAsync(rows, await desk.FindAsync(rows, id, secret, now)), http.RequestAborted);
        if (visit is not null && desk.IsStale(visit.Session, now) && IsByHand(http))
        {
            await TouchAsync(visit.Session, now, http.RequestAborted);
        }

        return visit;
    }

    /// <summary>The same visit as it stands now, for an open page; null once it does not.</summary>
    internal async Task<Visit?> AgainAsync(IRows rows, Visit visit) =>
        await OfAsync(rows, await desk.FindAsync(rows, visit.Session.Id, clock.GetUtcNow()));

    // An open page that listens, or draws itself again at news, must not keep a session alive for ever: browsers tell a
    // navigation without anybody's hand by the missing Sec-Fetch-User (Fetch Metadata section 2.4).
    static bool IsByHand(HttpContext http) =>
        !LiveEndpoint.Is(http) && (http.Request.Headers["Sec-Fetch-Mode"] != "navigate"
            || http.Request.Headers["Sec-Fetch-User"] == "?1");

    async Task<Visit?> OfAsync(IRows rows, WebSession? session)
    {
        if (session is null || doors.OfIssuer(session.Authority) is not var (authority, _))
        {
            return null;
        }

        var person = await rows.FindAsync<Person>(session.Organization, session.Person);
        var organization = await rows.FindAsync<Organization>(session.Organization);
        if (person is not { Active: true } || person.Issuer != session.Authority
            || organization is null || !authority.SpeaksFor(organization))
        {
            return null;
        }

        var acting = session.NarrowedTo is { } roles ? PersonDirectory.Narrow(person, roles) : person;
        return new Visit(session, await Caller.OfAsync(rows, acting, organization));
    }

    async Task TouchAsync(WebSession session, DateTimeOffset now, CancellationToken ct)
    {
        try
        {
            await store.CommitAsync(async work =>
            {
                await desk.TouchAsync(work, session, now);
                return true;
            }, ct);
        }
        catch (Exception busy) when (busy is StoreConflictException or StoreUnavailableException)
        {
            // Another request of the same browser said it first, or the next one will: the page need not wait for it.
        }
    }
}
