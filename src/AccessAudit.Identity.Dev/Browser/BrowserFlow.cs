using AccessAudit.Identity.Dev.Starting;
using Microsoft.AspNetCore;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace AccessAudit.Identity.Dev.Browser;

/// <summary>
/// Sign-in of browsers: authorization code with PKCE for the public client <c>accessaudit-web</c>, a login form, and
/// RP-initiated logout. It keeps no session of its own: every sign-in asks for the password, so that one browser can
/// play several people one after the other.
/// </summary>
static class BrowserFlow
{
    internal const string ClientId = "accessaudit-web";

    // An authority's place in the gateway's settings stands in its callback: the first ten are let in.
    const int Places = 10;

    internal static OpenIddictServerBuilder AddBrowserFlow(this OpenIddictServerBuilder server) => server
        .SetAuthorizationEndpointUris("connect/authorize")
        .SetEndSessionEndpointUris("connect/logout")
        .AllowAuthorizationCodeFlow()
        .RequireProofKeyForCodeExchange()
        .RegisterScopes(Scopes.OpenId, Scopes.Profile)
        .RegisterClaims(Claims.Subject, Claims.Name);

    internal static void MapBrowserFlow(this WebApplication app)
    {
        app.MapMethods("/connect/authorize", ["GET", "POST"], AuthorizeEndpoint.AnswerAsync);
        app.MapMethods("/connect/logout", ["GET", "POST"], SignOut);
    }

    internal static OpenIddictApplicationDescriptor Client(DevIdentitySettings settings)
    {
        var client = new OpenIddictApplicationDescriptor
        {
            ClientId = ClientId,
            ClientType = ClientTypes.Public,
            DisplayName = "AccessAudit",
            Permissions =
            {
                Permissions.Endpoints.Authorization,
                Permissions.Endpoints.Token,
                Permissions.Endpoints.EndSession,
                Permissions.GrantTypes.AuthorizationCode,
                Permissions.ResponseTypes.Code,
                Permissions.Scopes.Profile,
            },
            Requirements = { Requirements.Features.ProofKeyForCodeExchange },
        };
        for (var place = 0; place < Places; place++)
        {
            client.RedirectUris.Add(new Uri(settings.Web, $"/sign-in/{place}/callback"));
            client.PostLogoutRedirectUris.Add(new Uri(settings.Web, $"/sign-in/{place}/signed-out"));
        }

        return client;
    }

    // OpenIddict has checked where the browser may go; without such an address it shows this one.
    static IResult SignOut(HttpContext http) => http.GetOpenIddictServerRequest()?.PostLogoutRedirectUri is null
        ? new LoginPage.SignedOut(LoginTexts.For(http))
        : Results.SignOut(authenticationSchemes: [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
}
