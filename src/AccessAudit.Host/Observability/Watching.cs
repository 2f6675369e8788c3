using AccessAudit.Host.Running;
using AccessAudit.Host.Settings;
using AccessAudit.Measuring;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace AccessAudit.Host.Observability;

/// <summary>
/// Metrics and traces for whoever operates the gateway, by OTLP and the usual <c>OTEL_...</c> settings
/// (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/). Without an endpoint in them nothing
/// is collected, and nothing is sent anywhere.
/// </summary>
static class Watching
{
    static readonly string[] Endpoints =
    [
        "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
    ];

    internal static void Add(IServiceCollection services, HostSettings settings)
    {
        if (!IsWanted)
        {
            return;
        }

        services.AddSingleton<Pulse>();
        services.AddDuty("The pulse", (parts, ct) => parts.GetRequiredService<Pulse>().RunAsync(ct));
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(
                Environment.GetEnvironmentVariable("OTEL_SERVICE_NAME") ?? "accessaudit",
                serviceVersion: typeof(Watching).Assembly.GetName().Version?.ToString(),
                serviceInstanceId: settings.Node))
            .WithMetrics(metrics => metrics
                .AddMeter(Telemetry.Name, "Npgsql").AddAspNetCoreInstrumentation().AddRuntimeInstrumentation()
                .AddOtlpExporter())
            .WithTracing(traces => traces
                .AddSource(Telemetry.Name).AddAspNetCoreInstrumentation(web => web.Filter = Discreet.IsWorthASpan)
                .AddProcessor(new Discreet()).AddOtlpExporter());
    }

    static bool IsWanted => Endpoints.Any(
        name => !string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(name)));
}
