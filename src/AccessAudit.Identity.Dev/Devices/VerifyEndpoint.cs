using AccessAudit.Identity.Dev.Tokens;
using AccessAudit.Identity.Dev.Users;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace AccessAudit.Identity.Dev.Devices;

/// <summary>
/// <c>/connect/verify</c>: the form, and its answer. In order: a code that waits; whoever signs in; their yes. Saying no
/// takes the code alone. Somebody who tries codes is stopped after five.
/// </summary>
static class VerifyEndpoint
{
    internal const string Path = "/connect/verify";
    internal const string DonePath = "/connect/verified";
    internal const string RefusedPath = "/connect/refused";

    const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;

    internal static async Task<IResult> AnswerAsync(HttpContext http, PasswordCheck passwords, CodeThrottle codes)
    {
        var request = http.GetOpenIddictServerRequest()
            ?? throw new InvalidOperationException("the verification page was reached without OpenIddict");
        if (!HttpMethods.IsPost(http.Request.Method))
        {
            return new DevicePage(http, request.UserCode, null);
        }

        var source = http.Connection.RemoteIpAddress?.ToString() ?? "";
        if (codes.IsClosed(source))
        {
            return new DevicePage(http, request.UserCode, texts => texts.TooMany);
        }

        // OpenIddict looks the code up; what it finds is the client that waits and the scopes that it asked for.
        var waiting = await http.AuthenticateAsync(Scheme);
        if (!waiting.Succeeded || string.IsNullOrEmpty(waiting.Principal.GetClaim(Claims.ClientId)))
        {
            codes.Wrong(source);
            return new DevicePage(http, request.UserCode, texts => texts.UnknownCode);
        }

        if ((string?)request["answer"] == "refuse")
        {
            return Results.Forbid(new AuthenticationProperties { RedirectUri = RefusedPath }, [Scheme]);
        }

        return passwords.Of(request.Username ?? "", request.Password ?? "") is { } user
            ? Results.SignIn(
                Identities.Of(user, waiting.Principal.GetScopes(), TokenServer.Audience),
                new AuthenticationProperties { RedirectUri = DonePath }, Scheme)
            : new DevicePage(http, request.UserCode, texts => texts.Wrong);
    }
}
