using System.Security.Claims;
using AccessAudit.People;
using AccessAudit.State;
using AccessAudit.Web.Calls;
using AccessAudit.Web.Identity;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AccessAudit.Web.SignIn;

/// <summary>
/// Somebody comes back from a provider that vouches for them: the person of (issuer, subject) is looked up, and a
/// session of ours begins; or nobody is known so, and the sign-in page says it.
/// </summary>
sealed class Arrival(
    IStore store, WebSessionDesk desk, Visits visits, TimeProvider clock, ILogger<Arrival> logger)
{
    const int Attempts = 3;

    /// <param name="back">Where they wanted to go.</param>
    internal async Task ReceiveAsync(HttpContext http, Authority authority, ClaimsPrincipal vouched, string? back)
    {
        if (vouched.FindFirst(authority.SubjectClaim)?.Value is not { Length: > 0 } subject)
        {
            http.Response.Redirect(SignInPage.Address("failed"));
            return;
        }

        var before = await visits.FindAsync(http);
        var from = Origins.Of(http);
        var begun = await CommitAsync(
            work => BeginAsync(work, authority, subject, authority.RolesOf(vouched), before, from),
            http.RequestAborted);
        if (begun is var (session, secret))
        {
            SessionCookie.Set(http, session.Id, secret);
            http.Response.Redirect(LocalPath.Of(back));
            return;
        }

        SignInLog.Unknown(logger, authority.Issuer);
        SessionCookie.Clear(http);
        http.Response.Redirect(SignInPage.Address("unknown"));
    }

    async Task<(WebSession Session, string Secret)?> BeginAsync(
        IWork work, Authority authority, string subject, string[]? roles, Visit? before, Origin from)
    {
        var now = clock.GetUtcNow();
        if (before is not null)
        {
            await desk.EndAsync(work, before.Session, "replaced", from, now);
        }

        if (await PersonDirectory.FindEvenGoneAsync(work, authority.Issuer, subject) is not { } person)
        {
            return null;
        }

        var organization = await work.FindAsync<Organization>(person.Organization);
        if (!person.Active || organization is null || !authority.SpeaksFor(organization))
        {
            var why = person.Active ? "authority.other_organization" : "person.inactive";
            await desk.DeclineAsync(work, person, why, from, now);
            return null;
        }

        return await desk.StartAsync(work, person, authority.Issuer, roles, from, now);
    }

    async Task<T> CommitAsync<T>(Func<IWork, Task<T>> decide, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return (await store.CommitAsync(decide, ct)).Result;
            }
            catch (StoreConflictException) when (attempt < Attempts)
            {
                // The session that this one replaces was touched meanwhile: again from what stands there now.
            }
        }
    }
}
