using AccessAudit.Identity.Dev.Tokens;
using AccessAudit.Identity.Dev.Users;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace AccessAudit.Identity.Dev.Browser;

/// <summary>
/// <c>/connect/authorize</c>: the login form, and its answer. OpenIddict has checked client, callback, scopes and PKCE
/// before; the form carries them along, so that nothing has to be remembered here.
/// </summary>
static class AuthorizeEndpoint
{
    const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;

    internal static IResult AnswerAsync(HttpContext http, PasswordCheck passwords)
    {
        var request = http.GetOpenIddictServerRequest()
            ?? throw new InvalidOperationException("the authorization endpoint was reached without OpenIddict");
        if (request.HasPromptValue(PromptValues.None))
        {
            return Results.Forbid(
                new AuthenticationProperties(new Dictionary<string, string?>
                {
                    [OpenIddictServerAspNetCoreConstants.Properties.Error] = Errors.LoginRequired,
                }),
                [Scheme]);
        }

        var isForm = HttpMethods.IsPost(http.Request.Method) && request.Password is not null;
        if (isForm && passwords.Of(request.Username ?? "", request.Password!) is { } user)
        {
            return Results.SignIn(Identities.Of(user, request.GetScopes()), authenticationScheme: Scheme);
        }

        return new LoginPage(LoginTexts.For(http), request, wrong: isForm);
    }
}
