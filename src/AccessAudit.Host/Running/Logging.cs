using System.Globalization;
using AccessAudit.Host.Settings;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace AccessAudit.Host.Running;

/// <summary>
/// The operators' log: the console, and compact JSON files by the day. What the framework would say about requests
/// (paths,
/// queries, statements) stays out; ids and counts are all that our own messages carry.
/// </summary>
static class Logging
{
    const int KeptFiles = 31;
    const long LargestFile = 64 * 1024 * 1024;

    internal static void Configure(LoggerConfiguration logging, HostSettings settings) => logging
        .MinimumLevel.Is(Enum.Parse<LogEventLevel>(settings.Logs.Level))
        .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
        .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Information)
        .MinimumLevel.Override("System.Net.Http", LogEventLevel.Warning)
        // That keys of cookies lie in files unwrapped is so for every key here: closed to others (0600).
        .MinimumLevel.Override("Microsoft.AspNetCore.DataProtection.KeyManagement", LogEventLevel.Error)
        .Enrich.WithProperty("Node", settings.Node)
        .WriteTo.Console(formatProvider: CultureInfo.InvariantCulture)
        .WriteTo.File(
            new CompactJsonFormatter(),
            Path.Combine(settings.LogsFolder, "accessaudit-.json"),
            rollingInterval: RollingInterval.Day,
            rollOnFileSizeLimit: true,
            fileSizeLimitBytes: LargestFile,
            retainedFileCountLimit: KeptFiles);
}
