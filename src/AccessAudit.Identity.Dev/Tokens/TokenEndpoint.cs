using AccessAudit.Identity.Dev.Users;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace AccessAudit.Identity.Dev.Tokens;

/// <summary>
/// <c>POST /connect/token</c>: a login and password, a refresh token, a browser's or a terminal's code, for tokens. Unknown
/// login, wrong password and closed login get the same answer.
/// </summary>
static class TokenEndpoint
{
    const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;

    internal static async Task<IResult> ExchangeAsync(HttpContext http, UserFile users, PasswordCheck passwords)
    {
        var request = http.GetOpenIddictServerRequest()
            ?? throw new InvalidOperationException("the token endpoint was reached without OpenIddict");
        if (request.IsPasswordGrantType())
        {
            var user = passwords.Of(request.Username ?? "", request.Password ?? "");
            return user is null ? Refused() : Tokens(user, request, request.GetScopes());
        }

        // A refresh token or a code is left: OpenIddict has refused everything else, and checked this one.
        var ticket = await http.AuthenticateAsync(Scheme);
        var subject = ticket.Principal?.GetClaim(Claims.Subject);
        var known = subject is null ? null : users.WithSubject(subject);
        return known is null ? Refused() : Tokens(known, request, ticket.Principal!.GetScopes());
    }

    // Of a browser's code the gateway reads who it is; nobody gets a token for the API that way.
    static IResult Tokens(User user, OpenIddictRequest request, IEnumerable<string> scopes) => Results.SignIn(
        request.IsAuthorizationCodeGrantType()
            ? Identities.Of(user, scopes)
            : Identities.Of(user, scopes, TokenServer.Audience),
        authenticationScheme: Scheme);

    static IResult Refused() => Results.Forbid(
        new AuthenticationProperties(new Dictionary<string, string?>
        {
            [OpenIddictServerAspNetCoreConstants.Properties.Error] = Errors.InvalidGrant,
            [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] =
                "The login or the password is wrong, or the login is closed for a minute after five wrong passwords.",
        }),
        [Scheme]);
}
