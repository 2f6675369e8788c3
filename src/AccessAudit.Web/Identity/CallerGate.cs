using AccessAudit.People;
using AccessAudit.Refusals;
using AccessAudit.State;
using AccessAudit.Web.Problems;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace AccessAudit.Web.Identity;

/// <summary>
/// Nothing under <c>/api/v1</c> is reached without a person, but what says of itself that it is for anybody. In order: a
/// bearer token; an authority that vouches for it; the person of (issuer, subject) as the database has them at this
/// moment; the organization that the authority may speak for.
/// </summary>
sealed class CallerGate(RequestDelegate next, TokenSchemes schemes, IStore store)
{
    internal static bool Covers(HttpContext http) => http.Request.Path.StartsWithSegments("/api")
        && http.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is null;

    public async Task InvokeAsync(HttpContext http)
    {
        var (caller, refusal) = await FindAsync(http);
        if (caller is null)
        {
            if (refusal.Code == UnauthenticatedCode)
            {
                http.Response.Headers.WWWAuthenticate = "Bearer";
            }

            await Problem.WriteAsync(http, refusal);
            return;
        }

        http.Features.Set(caller);
        await next(http);
    }

    const string UnauthenticatedCode = "call.unauthenticated";
    static readonly Refusal Unauthenticated = new(UnauthenticatedCode);

    async Task<(Caller? Caller, Refusal Refusal)> FindAsync(HttpContext http)
    {
        if (BearerToken(http) is not { } token || schemes.Choose(token) is not var (authority, scheme))
        {
            return (null, Unauthenticated);
        }

        var ticket = await http.AuthenticateAsync(scheme);
        if (!ticket.Succeeded)
        {
            return (null, TokenSchemes.WasUnreachable(http) ? new Refusal("identity.unavailable") : Unauthenticated);
        }

        if (ticket.Principal.FindFirst(authority.SubjectClaim)?.Value is not { Length: > 0 } subject
            || (authority.IsEntra && ticket.Principal.FindFirst("scp") is null))
        {
            return (null, Unauthenticated);
        }

        return (await store.ReadAsync(
            async rows => await PersonDirectory.FindAsync(rows, authority.Issuer, subject) is { Active: true } person
                && await rows.FindAsync<Organization>(person.Organization) is { } organization
                && authority.SpeaksFor(organization)
                    ? await Caller.OfAsync(rows, authority.Narrow(person, ticket.Principal), organization)
                    : null,
            http.RequestAborted), Unauthenticated);
    }

    static string? BearerToken(HttpContext http)
    {
        const string Prefix = "Bearer ";
        var header = http.Request.Headers.Authorization;
        return header.Count == 1 && header[0] is { } value
            && value.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            ? value[Prefix.Length..].Trim()
            : null;
    }
}

/// <summary>Who calls, as the database had them when the call came in.</summary>
/// <param name="Reach">Beyond it, nothing is there for the caller's acts.</param>
sealed record Caller(Person Person, Organization Organization, Reach Reach)
{
    internal static async Task<Caller> OfAsync(IRows rows, Person person, Organization organization) =>
        new(person, organization, await PersonReach.OfAsync(rows, person, organization));
}
