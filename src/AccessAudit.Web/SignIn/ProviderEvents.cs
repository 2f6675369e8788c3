using AccessAudit.Web.Identity;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AccessAudit.Web.SignIn;

/// <summary>What one provider's answers lead to: an arrival, or the sign-in page with the reason.</summary>
sealed class ProviderEvents : OpenIdConnectEvents
{
    internal ProviderEvents(Authority authority)
    {
        OnMessageReceived = received =>
        {
            // RFC 9207: an answer that names another issuer is another's answer.
            if (received.ProtocolMessage.Iss is { Length: > 0 } issuer && issuer != authority.Issuer)
            {
                received.Fail("the answer names another issuer");
            }

            return Task.CompletedTask;
        };
        OnTokenValidated = validated =>
        {
            // The metadata may name an issuer of its own; who a person is hangs on the configured one.
            if (validated.SecurityToken.Issuer != authority.Issuer)
            {
                validated.Fail("the token names another issuer");
            }

            return Task.CompletedTask;
        };
        OnTicketReceived = async ticket =>
        {
            var http = ticket.HttpContext;
            await http.RequestServices.GetRequiredService<Arrival>()
                .ReceiveAsync(http, authority, ticket.Principal!, ticket.ReturnUri);
            ticket.HandleResponse();
        };
        OnSignedOutCallbackRedirect = signedOut =>
        {
            signedOut.Response.Redirect(SignInPage.Address("signed-out"));
            signedOut.HandleResponse();
            return Task.CompletedTask;
        };
        OnAccessDenied = denied =>
        {
            denied.Response.Redirect(SignInPage.Address("cancelled"));
            denied.HandleResponse();
            return Task.CompletedTask;
        };
        OnRemoteFailure = failed =>
        {
            var logger = failed.HttpContext.RequestServices.GetRequiredService<ILogger<ProviderEvents>>();
            SignInLog.Failed(logger, authority.Issuer, failed.Failure?.GetType().Name ?? "?");
            failed.Response.Redirect(SignInPage.Address(IsAway(failed.Failure) ? "unavailable" : "failed"));
            failed.HandleResponse();
            return Task.CompletedTask;
        };
    }

    /// <summary>True when the provider could not be asked: no fault of whoever signs in.</summary>
    internal static bool IsAway(Exception? error) => error switch
    {
        null => false,
        HttpRequestException or IOException or TaskCanceledException => true,
        _ => IsAway(error.InnerException),
    };
}
