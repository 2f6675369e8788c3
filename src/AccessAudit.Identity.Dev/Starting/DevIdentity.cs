using AccessAudit.Identity.Dev.Browser;
using AccessAudit.Identity.Dev.Devices;
using AccessAudit.Identity.Dev.Tokens;
using AccessAudit.Identity.Dev.Users;

namespace AccessAudit.Identity.Dev.Starting;

/// <summary>
/// An OpenID provider for the demo and the tests: it signs in whoever stands in its users file. It must never meet a
/// real client, so it starts in Development and on loopback only, and says so otherwise.
/// </summary>
static class DevIdentity
{
    /// <summary>EX_CONFIG of sysexits.h: the configuration is at fault, a restart will not help.</summary>
    const int Misconfigured = 78;

    internal static async Task<int> RunAsync(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Configuration.AddEnvironmentVariables("ACCESSAUDIT_IDENTITY__").AddCommandLine(args);
        var (settings, errors) = DevIdentitySettings.Read(builder.Configuration, builder.Environment);
        if (settings is null)
        {
            return await RefuseAsync(errors);
        }

        PrivateFolder.Create(settings.Data);
        builder.WebHost.UseUrls(settings.Url.ToString()).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 16 * 1024;
        });
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
            .AddFilter("OpenIddict", LogLevel.Warning);
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(new UserFile(settings.Users))
            .AddSingleton<PasswordThrottle>().AddSingleton<PasswordCheck>()
            .AddSingleton<CodeThrottle>();
        builder.Services.AddTokenServer(settings);

        var app = builder.Build();
        app.UseAuthentication();
        app.MapPost("/connect/token", TokenEndpoint.ExchangeAsync);
        app.MapBrowserFlow();
        app.MapDeviceSignIn();
        app.MapGet("/health/live", () => Results.Text("live"));
        await TokenServer.PrepareAsync(app.Services, settings);
        await app.StartAsync();
        if (app.Urls.Any(address => !new Uri(address).IsLoopback))
        {
            await app.StopAsync();
            return await RefuseAsync(["it was bound to an address that is not loopback"]);
        }

        await app.WaitForShutdownAsync();
        return 0;
    }

    static async Task<int> RefuseAsync(IReadOnlyList<string> errors)
    {
        await Console.Error.WriteLineAsync("The development identity provider does not start:");
        foreach (var error in errors)
        {
            await Console.Error.WriteLineAsync("- " + error);
        }

        return Misconfigured;
    }
}
