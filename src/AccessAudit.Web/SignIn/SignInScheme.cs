using AccessAudit.Web.Identity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Identity.Web;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace AccessAudit.Web.SignIn;

/// <summary>
/// One authority's OpenID Connect: authorization code with PKCE (RFC 7636), answered by query, nothing kept of its
/// tokens. Each has a callback of its own, so that one provider's answer is never taken for another's (RFC 9700 section
/// 4.4).
/// </summary>
static class SignInScheme
{
    internal static void Add(AuthenticationBuilder schemes, Authority authority, int number)
    {
        var scheme = SignInDoors.Scheme(number);
        if (authority.IsEntra)
        {
            // No cookie of its own (microsoft-identity-web#1371): the session is ours, whoever vouches.
            schemes.AddMicrosoftIdentityWebApp(
                entra =>
                {
                    (entra.Instance, entra.TenantId) = (authority.Instance, authority.TenantId);
                    entra.ClientId = authority.ClientId;
                },
                configureCookieAuthenticationOptions: null, openIdConnectScheme: scheme, cookieScheme: null);
        }
        else
        {
            schemes.AddOpenIdConnect(scheme, _ => { });
        }

        // Last, so that one rule holds for all kinds: code, PKCE, one issuer, a signature.
        schemes.Services.Configure<OpenIdConnectOptions>(scheme, options => Configure(options, authority, number));
    }

    static void Configure(OpenIdConnectOptions options, Authority authority, int number)
    {
        options.Authority = authority.Issuer;
        options.RequireHttpsMetadata = !new Uri(authority.Issuer).IsLoopback;
        options.ClientId = authority.ClientId;
        options.ClientSecret = authority.ClientSecretFile.Length > 0
            ? SecretFile.Read(authority.ClientSecretFile)
            : null;
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.UsePkce = true;
        options.Scope.Clear();
        foreach (var scope in authority.Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            options.Scope.Add(scope);
        }

        Paths(options, number);
        options.MapInboundClaims = false;
        options.TokenHandler = new SignedTokenHandler { MapInboundClaims = false };
        options.SaveTokens = false;
        options.GetClaimsFromUserInfoEndpoint = false;
        options.DisableTelemetry = true;
        options.TokenValidationParameters = new TokenValidationParameters
        {
            ValidIssuer = authority.Issuer,
            ValidAudience = authority.ClientId,
            ValidAlgorithms = TokenSchemes.Algorithms,
            NameClaimType = "name",
            ClockSkew = TimeSpan.FromSeconds(30),
        };
        options.Events = new ProviderEvents(authority);
    }

    static void Paths(OpenIdConnectOptions options, int number)
    {
        options.CallbackPath = $"/sign-in/{number}/callback";
        options.SignedOutCallbackPath = $"/sign-in/{number}/signed-out";
        // Nobody but the person ends a session from outside: a provider's front-channel logout is a plain GET.
        options.RemoteSignOutPath = default;
        Own(options.NonceCookie, $"accessaudit-nonce-{number}-", options.CallbackPath);
        Own(options.CorrelationCookie, $"accessaudit-state-{number}-", options.CallbackPath);
    }

    // The answer comes back by a link (query), so Lax is enough; None would be dropped over loopback HTTP.
    static void Own(CookieBuilder cookie, string name, string path)
    {
        (cookie.Name, cookie.Path) = (name, path);
        cookie.SameSite = SameSiteMode.Lax;
        cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        cookie.HttpOnly = true;
        cookie.IsEssential = true;
    }
}
