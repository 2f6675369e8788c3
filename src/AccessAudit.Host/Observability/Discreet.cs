using System.Diagnostics;
using OpenTelemetry;

namespace AccessAudit.Host.Observability;

/// <summary>
/// Takes from every span what is not on this list before it is exported: addresses, paths and queries may name persons,
/// targets or what somebody looked for, and a library may add an attribute tomorrow that we have not seen.
/// </summary>
sealed class Discreet : BaseProcessor<Activity>
{
    static readonly string[] Told =
    [
        "http.request.method", "http.response.status_code", "http.route", "url.scheme", "network.protocol.version",
        "error.type",
    ];

    /// <summary>Health checks and files of the pages would be most of what is told.</summary>
    internal static bool IsWorthASpan(HttpContext http) => !http.Request.Path.StartsWithSegments("/health")
        && !Path.HasExtension(http.Request.Path.Value);

    public override void OnEnd(Activity data)
    {
        foreach (var (name, _) in data.TagObjects.ToList())
        {
            if (!Told.Contains(name) && !name.StartsWith("accessaudit.", StringComparison.Ordinal))
            {
                data.SetTag(name, null);
            }
        }

        // A failure's text may quote what was asked.
        if (data.Status == ActivityStatusCode.Error)
        {
            data.SetStatus(ActivityStatusCode.Error);
        }
    }
}
