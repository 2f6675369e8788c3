using System.Security.Claims;
using AccessAudit.Refusals;
using AccessAudit.Web.Problems;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticAssets;

namespace AccessAudit.Web.SignIn;

/// <summary>
/// No page without a person. Whoever is not signed in is led to the door when they came by a link, and told so (401)
/// otherwise. Open to all: files that are the same for everybody, and endpoints that say so
/// (<c>[AllowAnonymous]</c>).
/// </summary>
sealed class PageGate(RequestDelegate next, Visits visits)
{
    static readonly string[] OwnGates = ["/api", "/openapi", "/health"];
    static readonly string[] Doors = ["/sign-in", "/sign-out"];

    internal static bool Covers(HttpContext http) =>
        !OwnGates.Any(path => http.Request.Path.StartsWithSegments(path))
        && http.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is null;

    public async Task InvokeAsync(HttpContext http)
    {
        http.User = new ClaimsPrincipal(new ClaimsIdentity());
        if (await visits.FindAsync(http) is { } visit)
        {
            http.Features.Set(visit);
            http.Features.Set(visit.Caller);
            http.User = UserOf(visit);
            await next(http);
        }
        else if (IsOpen(http))
        {
            await next(http);
        }
        else
        {
            await TurnAwayAsync(http);
        }
    }

    static bool IsOpen(HttpContext http) =>
        Doors.Any(path => http.Request.Path.StartsWithSegments(path))
        || http.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    static Task TurnAwayAsync(HttpContext http)
    {
        var ended = SessionCookie.Read(http) is not null;
        if (ended)
        {
            SessionCookie.Clear(http);
        }

        if (!HttpMethods.IsGet(http.Request.Method) || !WantsPage(http.Request))
        {
            return Problem.WriteAsync(http, new Refusal("call.unauthenticated"));
        }

        var back = LocalPath.Of(http.Request.PathBase + http.Request.Path + http.Request.QueryString);
        var query = back == "/" ? QueryString.Empty : QueryString.Create("return", back);
        http.Response.Redirect("/sign-in" + (ended ? query.Add("problem", "ended") : query));
        return Task.CompletedTask;
    }

    static bool WantsPage(HttpRequest request) => request.GetTypedHeaders().Accept.Any(
        type => type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));

    // What forms' tokens are bound to: the person, not the session, so that a form survives a new sign-in.
    static ClaimsPrincipal UserOf(Visit visit) => new(new ClaimsIdentity(
        [new Claim("sub", $"{visit.Session.Organization}/{visit.Session.Person}"),
         new Claim("name", visit.Caller.Person.Name)],
        "accessaudit", "name", "role"));
}
