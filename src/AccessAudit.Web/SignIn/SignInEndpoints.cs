using AccessAudit.People;
using AccessAudit.State;
using AccessAudit.Web.Calls;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AccessAudit.Web.SignIn;

/// <summary>
/// <c>GET /sign-in/{n}?return=</c> leads to a provider; <c>POST /sign-out</c> (a form with its antiforgery token) ends
/// the session here, then at the provider when that has a page for it (RP-initiated logout 1.0).
/// </summary>
static class SignInEndpoints
{
    internal static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/sign-in/{number:int:min(0)}", ChallengeAsync).ExcludeFromDescription();
        app.MapPost("/sign-out", SignOutAsync).ExcludeFromDescription();
    }

    static async Task ChallengeAsync(
        HttpContext http, int number, SignInDoors doors, ILogger<SignInDoors> logger)
    {
        if (doors.Find(number) is not { } authority)
        {
            http.Response.Redirect("/sign-in");
            return;
        }

        // The value is checked again when it comes back, although nobody can have changed it.
        var asked = new AuthenticationProperties { RedirectUri = LocalPath.Of(http.Request.Query["return"]) };
        try
        {
            await http.ChallengeAsync(SignInDoors.Scheme(number), asked);
        }
        catch (Exception error) when (!http.Response.HasStarted && ProviderEvents.IsAway(error))
        {
            SignInLog.Away(logger, error, authority.Issuer);
            http.Response.Redirect(SignInPage.Address("unavailable"));
        }
    }

    static async Task<IResult> SignOutAsync(
        HttpContext http, IAntiforgery forms, IStore store, WebSessionDesk desk, SignInDoors doors, TimeProvider clock,
        IOptionsMonitor<OpenIdConnectOptions> schemes)
    {
        if (http.Features.Get<Visit>() is not { } visit)
        {
            // Another site's form comes without the cookie: taking it away for that would sign the person out.
            if (SessionCookie.Read(http) is not null)
            {
                SessionCookie.Clear(http);
            }

            return Results.LocalRedirect(SignInPage.Address("signed-out"));
        }

        if (!await forms.IsRequestValidAsync(http))
        {
            return Results.StatusCode(StatusCodes.Status400BadRequest);
        }

        await store.CommitAsync(async work =>
        {
            await desk.EndAsync(work, visit.Session, "signed_out", Origins.Of(http), clock.GetUtcNow());
            return true;
        }, http.RequestAborted);
        SessionCookie.Clear(http);
        var goodbye = doors.OfIssuer(visit.Session.Authority) is var (_, number)
            ? await GoodbyeAsync(http, schemes.Get(SignInDoors.Scheme(number)))
            : null;
        return goodbye is null ? Results.LocalRedirect(SignInPage.Address("signed-out")) : Results.Redirect(goodbye);
    }

    // Where the provider ends its own session; null when it has no such page, or cannot be asked.
    static async Task<string?> GoodbyeAsync(HttpContext http, OpenIdConnectOptions options)
    {
        try
        {
            var provider = await options.ConfigurationManager!.GetConfigurationAsync(http.RequestAborted);
            return string.IsNullOrEmpty(provider.EndSessionEndpoint)
                ? null
                : QueryHelpers.AddQueryString(provider.EndSessionEndpoint, new Dictionary<string, string?>
                {
                    ["client_id"] = options.ClientId,
                    ["post_logout_redirect_uri"] =
                        $"{http.Request.Scheme}://{http.Request.Host}{options.SignedOutCallbackPath}",
                });
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
