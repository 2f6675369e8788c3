using System.Security.Claims;
using AccessAudit.Identity.Dev.Users;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace AccessAudit.Identity.Dev.Tokens;

/// <summary>
/// <c>POST /connect/token</c>: a login and password, or a refresh token, for an access token. Unknown login, wrong
/// password and closed login get the same answer.
/// </summary>
static class TokenEndpoint
{
    const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;

    internal static async Task<IResult> ExchangeAsync(HttpContext http, UserFile users, PasswordThrottle throttle)
    {
        var request = http.GetOpenIddictServerRequest()
            ?? throw new InvalidOperationException("the token endpoint was reached without OpenIddict");
        if (request.IsPasswordGrantType())
        {
            var user = SignIn(users, throttle, request.Username ?? "", request.Password ?? "");
            return user is null ? Refused() : Tokens(user, request.GetScopes());
        }

        // Only the refresh grant is left: OpenIddict has refused every other one, and checked this token.
        var ticket = await http.AuthenticateAsync(Scheme);
        var subject = ticket.Principal?.GetClaim(Claims.Subject);
        var known = subject is null ? null : users.WithSubject(subject);
        return known is null ? Refused() : Tokens(known, ticket.Principal!.GetScopes());
    }

    static User? SignIn(UserFile users, PasswordThrottle throttle, string login, string password)
    {
        if (throttle.IsClosed(login))
        {
            return null;
        }

        if (users.WithLogin(login) is { } user && Passwords.Matches(user.Password, password))
        {
            throttle.Right(login);
            return user;
        }

        throttle.Wrong(login);
        return null;
    }

    static IResult Tokens(User user, IEnumerable<string> scopes)
    {
        var identity = new ClaimsIdentity(Scheme, Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, user.Subject).SetClaim(Claims.Name, user.Name);
        identity.SetScopes(scopes);
        identity.SetAudiences(TokenServer.Audience);
        identity.SetDestinations(static _ => [Destinations.AccessToken]);
        return Results.SignIn(new ClaimsPrincipal(identity), authenticationScheme: Scheme);
    }

    static IResult Refused() => Results.Forbid(
        new AuthenticationProperties(new Dictionary<string, string?>
        {
            [OpenIddictServerAspNetCoreConstants.Properties.Error] = Errors.InvalidGrant,
            [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] =
                "The login or the password is wrong, or the login is closed for a minute after five wrong passwords.",
        }),
        [Scheme]);
}
