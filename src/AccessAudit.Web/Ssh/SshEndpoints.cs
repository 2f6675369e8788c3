using AccessAudit.Web.Api;
using AccessAudit.Web.Calls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AccessAudit.Web.Ssh;

/// <summary>
/// <c>GET /api/v1/ssh</c>: where the SSH door is and which keys it shows, for a <c>known_hosts</c> file. Over TLS this
/// spares the question that <c>ssh</c> asks at the first connection, and nobody between can answer it.
/// </summary>
static class SshEndpoints
{
    internal static void Map(IEndpointRouteBuilder api) => api.MapGet("/ssh", Read).Produces<SshView>();

    // The call binds the person: whoever is nobody to this gateway is not told.
    static IResult Read(Call call, ApiSettings settings, SshHostKeys keys) => Results.Json(
        new SshView(settings.SshHost, settings.SshPort, keys.Lines()), Json.Options);
}

/// <param name="Host">What technicians type.</param>
/// <param name="HostKeys">As in <c>known_hosts</c> after the host: algorithm and key in base64.</param>
sealed record SshView(string Host, int Port, IReadOnlyList<string> HostKeys);

/// <summary>The gateway's public host keys; the host knows where they are.</summary>
/// <param name="Lines">Algorithm, a space, the key in base64.</param>
public sealed record SshHostKeys(Func<IReadOnlyList<string>> Lines);
