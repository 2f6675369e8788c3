using AccessAudit.Codes;
using AccessAudit.Gateway.Admission;
using AccessAudit.Gateway.Credentials;
using AccessAudit.Gateway.Recording;
using AccessAudit.Gateway.Watch;
using AccessAudit.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AccessAudit.Gateway;

public static class GatewayServices
{
    /// <summary>
    /// The door, the watch, the vault and the shelf. Needs <c>IStore</c> and <c>IHeads</c> of the storage. Register it before
    /// the protocols: what an earlier process left running is marked lost before anyone can knock.
    /// </summary>
    public static IServiceCollection AddAccessAuditGateway(this IServiceCollection services, GatewayOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<CodeDesk>();
        services.TryAddSingleton<ISecretSeal>(_ => new SecretSeal(options.KeyEncryptionKeyFile));
        services.TryAddSingleton<CredentialVault>();
        return services
            .AddSingleton(options)
            .AddSingleton<ClientShelves>()
            .AddSingleton<IRecordingShelf>(provider => provider.GetRequiredService<ClientShelves>())
            .AddSingleton<LiveSessions>()
            .AddSingleton<SessionOpening>()
            .AddSingleton<ISessionDoor, SessionDoor>()
            .AddHostedService<StartupSweep>()
            .AddHostedService<SessionWatch>();
    }
}
