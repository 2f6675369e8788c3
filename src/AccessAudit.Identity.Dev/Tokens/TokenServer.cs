using AccessAudit.Identity.Dev.Browser;
using AccessAudit.Identity.Dev.Devices;
using AccessAudit.Identity.Dev.Starting;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace AccessAudit.Identity.Dev.Tokens;

/// <summary>
/// OpenIddict, set up for scripts: password grant and refresh, signed (not encrypted) access tokens for the audience
/// <c>accessaudit</c>. What browsers need of it stands in <see cref="BrowserFlow"/>, what terminals
/// need in <see cref="DeviceSignIn"/>.
/// </summary>
static class TokenServer
{
    /// <summary>The public client that scripts and the CLI name.</summary>
    internal const string ClientId = "accessaudit-cli";

    /// <summary>Both the scope to ask for and the audience in the token.</summary>
    internal const string Audience = "accessaudit";

    static readonly TimeSpan AccessLife = TimeSpan.FromMinutes(15);

    internal static void AddTokenServer(this IServiceCollection services, DevIdentitySettings settings)
    {
        // Cookies do not exist here: nothing is kept in the user's home for them.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddDbContext<TokenStore>(store => store
            .UseSqlite($"Data Source={Path.Combine(settings.Data, "tokens.db")}").UseOpenIddict());
        services.AddOpenIddict()
            .AddCore(core => core.UseEntityFrameworkCore().UseDbContext<TokenStore>())
            .AddServer(server => server
                .SetIssuer(settings.Url)
                .SetTokenEndpointUris("connect/token")
                .AllowPasswordFlow()
                .AllowRefreshTokenFlow()
                .RegisterScopes(Audience, Scopes.OfflineAccess)
                .AddBrowserFlow()
                .AddDeviceSignIn()
                .SetAccessTokenLifetime(AccessLife)
                .AddSigningKey(KeyFiles.Signing(settings.Data))
                .AddEncryptionKey(KeyFiles.Encryption(settings.Data))
                .DisableAccessTokenEncryption()
                .UseAspNetCore(web => web.EnableTokenEndpointPassthrough().EnableAuthorizationEndpointPassthrough()
                    .EnableEndSessionEndpointPassthrough().EnableEndUserVerificationEndpointPassthrough()
                    .DisableTransportSecurityRequirement()));
    }

    /// <summary>Creates the store and the clients on the first start; later they follow this version and its settings.</summary>
    internal static async Task PrepareAsync(IServiceProvider services, DevIdentitySettings settings)
    {
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<TokenStore>().Database.EnsureCreatedAsync();
        var applications = scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>();
        await PutAsync(applications, BrowserFlow.Client(settings));
        await PutAsync(applications, DeviceSignIn.Client());
    }

    static async Task PutAsync(IOpenIddictApplicationManager applications, OpenIddictApplicationDescriptor client)
    {
        if (await applications.FindByClientIdAsync(client.ClientId!) is { } known)
        {
            await applications.UpdateAsync(known, client);
        }
        else
        {
            await applications.CreateAsync(client);
        }
    }
}
