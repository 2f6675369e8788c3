using System.Security.Claims;
using AccessAudit.Identity.Dev.Users;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace AccessAudit.Identity.Dev.Tokens;

/// <summary>What the tokens say of a user: who, and their name.</summary>
static class Identities
{
    internal static ClaimsPrincipal Of(User user, IEnumerable<string> scopes, params string[] audiences)
    {
        var identity = new ClaimsIdentity(
            OpenIddictServerAspNetCoreDefaults.AuthenticationScheme, Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, user.Subject).SetClaim(Claims.Name, user.Name);
        identity.SetScopes(scopes);
        identity.SetAudiences(audiences);
        identity.SetDestinations(static _ => [Destinations.AccessToken, Destinations.IdentityToken]);
        return new ClaimsPrincipal(identity);
    }
}
