using AccessAudit.Refusals;
using AccessAudit.Web.SignIn;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AccessAudit.Web.Pages;

/// <summary>
/// The content security policy of pages: everything from here, nothing inline, nothing evaluated, framed by nobody. Forms
/// may lead to the identity providers, because a sign-out does.
/// </summary>
static class PagePolicy
{
    internal static void UsePagePolicy(this WebApplication app) => app.Use((http, next) =>
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null)
        {
            Set(http);
        }

        return next(http);
    });

    /// <summary>A form without a good token goes no further: no page reads it, not even to refuse it.</summary>
    internal static void UseFormTokens(this WebApplication app) => app.Use((http, next) =>
        http.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false }
            ? Problems.ProblemPages.TellAsync(http, new Refusal("form.stale"))
            : next(http));

    internal static void Set(HttpContext http)
    {
        var doors = http.RequestServices.GetRequiredService<SignInDoors>();
        var origins = string.Join(' ', doors.Origins.Prepend("'self'"));
        http.Response.Headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
            + $"connect-src 'self'; manifest-src 'self'; base-uri 'self'; form-action {origins}; frame-ancestors 'none'";
        http.Response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }
}
