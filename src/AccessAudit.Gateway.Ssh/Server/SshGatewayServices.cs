using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AccessAudit.Gateway.Ssh.Server;

public static class SshGatewayServices
{
    /// <summary>
    /// SSH for technicians: native <c>ssh</c>, <c>scp</c>, <c>sftp</c>, <c>rsync</c> and <c>git</c>. Needs the
    /// gateway's <c>ISessionDoor</c>; register it after <c>AddAccessAuditGateway</c>.
    /// </summary>
    public static IServiceCollection AddAccessAuditSsh(this IServiceCollection services, SshServerOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton(options)
            .AddSingleton<SshListener>()
            .AddHostedService(provider => provider.GetRequiredService<SshListener>());
    }
}
