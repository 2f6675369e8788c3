// OAuth 2.0 Device Authorization Grant: RFC 8628; token revocation: RFC 7009.
using AccessAudit.Identity.Dev.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace AccessAudit.Identity.Dev.Devices;

/// <summary>
/// Sign-in of the command line: it shows a code, and the person types that code and who they are in any browser. The
/// code is twelve digits and lives ten minutes (OpenIddict's own defaults).
/// </summary>
static class DeviceSignIn
{
    // Seconds between two questions of the waiting program: this provider serves one machine only.
    const int Interval = 1;

    internal static OpenIddictServerBuilder AddDeviceSignIn(this OpenIddictServerBuilder server) => server
        .SetDeviceAuthorizationEndpointUris("connect/device")
        .SetEndUserVerificationEndpointUris(VerifyEndpoint.Path.TrimStart('/'))
        .SetRevocationEndpointUris("connect/revoke")
        .AllowDeviceAuthorizationFlow()
        .AddEventHandler<OpenIddictServerEvents.ApplyDeviceAuthorizationResponseContext>(handler => handler
            .UseInlineHandler(context =>
            {
                if (context.Response.DeviceCode is not null)
                {
                    context.Response["interval"] = Interval;
                }

                return ValueTask.CompletedTask;
            })
            .SetOrder(int.MinValue));

    internal static void MapDeviceSignIn(this WebApplication app)
    {
        app.MapMethods(VerifyEndpoint.Path, ["GET", "POST"], VerifyEndpoint.AnswerAsync);
        app.MapGet(VerifyEndpoint.DonePath, static (HttpContext http) => DevicePage.Done(http, isRefused: false));
        app.MapGet(VerifyEndpoint.RefusedPath, static (HttpContext http) => DevicePage.Done(http, isRefused: true));
    }

    /// <summary>The public client that scripts and the command line name.</summary>
    internal static OpenIddictApplicationDescriptor Client() => new()
    {
        ClientId = TokenServer.ClientId,
        ClientType = ClientTypes.Public,
        DisplayName = "AccessAudit command line",
        Permissions =
        {
            Permissions.Endpoints.Token,
            Permissions.Endpoints.DeviceAuthorization,
            Permissions.Endpoints.Revocation,
            Permissions.GrantTypes.Password,
            Permissions.GrantTypes.RefreshToken,
            Permissions.GrantTypes.DeviceCode,
            Permissions.Prefixes.Scope + TokenServer.Audience,
        },
    };
}
