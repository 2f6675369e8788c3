using AccessAudit.Web.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AccessAudit.Web.SignIn;

/// <summary>
/// <c>GET /api/v1/sign-in</c>: where a command line signs its person in (RFC 8628). The only call without a token, and it
/// tells nothing that the sign-in page does not show to anybody.
/// </summary>
static class TerminalSignIn
{
    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/sign-in", List).AllowAnonymous().Produces<Page<AuthorityView>>();

    static IResult List(ApiSettings settings) => Results.Json(
        new Page<AuthorityView>(
            [
                .. settings.Authorities.Where(authority => authority.SignsTerminalsIn).Select(
                    authority => new AuthorityView(
                        authority.DisplayName, authority.Issuer, authority.CliClientId, authority.CliScope)),
            ],
            null),
        Json.Options);
}

/// <param name="CliClientId">The public client that a command line names to the issuer.</param>
/// <param name="Scope">What it asks for.</param>
sealed record AuthorityView(string Name, string Issuer, string CliClientId, string Scope);
