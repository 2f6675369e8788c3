using AccessAudit.Codes;
using AccessAudit.Gatekeepers;
using AccessAudit.Gateway;
using AccessAudit.Gateway.Credentials;
using AccessAudit.Gateway.Ssh.Server;
using AccessAudit.Grants;
using AccessAudit.Host.Health;
using AccessAudit.Host.Observability;
using AccessAudit.Host.Running;
using AccessAudit.Host.Settings;
using AccessAudit.Keys;
using AccessAudit.Proposals;
using AccessAudit.Requests;
using AccessAudit.Search.Embedded;
using AccessAudit.Search.Index;
using AccessAudit.Search.Projection;
using AccessAudit.Sessions;
using AccessAudit.Storage;
using AccessAudit.Storage.Log;
using AccessAudit.Web.Api;
using AccessAudit.Web.Ssh;
using Serilog;

namespace AccessAudit.Host;

/// <summary>Where everything meets, once for every verb: parts that only answer, and for <c>serve</c> the duties that
/// act.</summary>
static class Composition
{
    /// <summary>The parts that a verb may ask; none of them does anything by itself.</summary>
    internal static IServiceCollection AddParts(this IServiceCollection services, HostSettings settings)
    {
        PrivateFolders.Make(settings);
        services.AddSingleton(settings).AddSingleton(TimeProvider.System);
        services.AddSerilog(logging => Logging.Configure(logging, settings));
        services.AddAccessAuditStorage(settings.Database);
        services.AddSingleton<IAuditIndex>(_ => new EmbeddedIndex(settings.SearchFile)).AddSingleton<Projector>();
        services.AddSingleton<ISecretSeal>(_ => new SecretSeal(settings.KeyEncryptionKeyFile))
            .AddSingleton<CredentialVault>();
        return services
            .AddSingleton<CodeDesk>().AddSingleton<KeyDesk>().AddSingleton<RequestDesk>().AddSingleton<GrantDesk>()
            .AddSingleton<GatekeeperDesk>().AddSingleton<SessionDesk>().AddSingleton<AuthenticatorDesk>()
            .AddSingleton<ProposalDesk>();
    }

    /// <summary>
    /// What runs as long as the process does. The sequencer comes first: whatever another part writes down at its start
    /// needs
    /// it. They stop in the opposite order, so the last entries of the last session are still signed.
    /// </summary>
    internal static void AddDuties(this IServiceCollection services, HostSettings settings)
    {
        services.AddDuty("The sequencer", (parts, ct) => parts.GetRequiredService<Sequencer>().RunAsync(ct));
        services.AddAccessAuditGateway(GatewayOf(settings));
        services.AddAccessAuditSsh(SshOf(settings));
        services.AddDuty("The timekeeper", Clockwork.TickAsync);
        services.AddDuty("Housekeeping", Clockwork.SweepAsync);
        services.AddDuty("The search projector", (parts, ct) =>
            parts.GetRequiredService<Projector>().RunAsync(parts.GetRequiredService<TimeProvider>(), ct));
    }

    internal static WebApplication BuildWeb(HostSettings settings)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
            ApplicationName = typeof(Composition).Assembly.GetName().Name,
        });
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.UseKestrelHttpsConfiguration().UseUrls(settings.Web.Urls).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = AccessAuditApi.MaxBodyBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        });
        builder.Logging.ClearProviders();
        builder.Services.AddParts(settings);
        builder.Services.AddDuties(settings);
        Watching.Add(builder.Services, settings);
        builder.Services.AddAccessAuditApi(settings.Api);
        builder.Services.AddSingleton(parts => new SshHostKeys(
            () => [parts.GetRequiredService<SshListener>().HostKeyLine]));
        builder.Services.AddSingleton<Readiness>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));

        var app = builder.Build();
        app.UseAccessAuditApi();
        HealthEndpoints.Map(app);
        return app;
    }

    static SshServerOptions SshOf(HostSettings settings) => new()
    {
        Addresses = settings.Ssh.Addresses.Split(';', StringSplitOptions.RemoveEmptyEntries),
        Port = settings.Ssh.Port,
        HostKeyFile = settings.SshHostKeyFile,
    };

    static GatewayOptions GatewayOf(HostSettings settings) => new()
    {
        Node = settings.Node,
        RecordingsFolder = settings.RecordingsFolder,
        KeyEncryptionKeyFile = settings.KeyEncryptionKeyFile,
    };
}
