using Microsoft.Extensions.Logging;

namespace AccessAudit.Gateway.Watch;

static partial class WatchLog
{
    [LoggerMessage(3101, LogLevel.Warning, "The watch over sessions cannot read the store")]
    internal static partial void Blind(ILogger log, Exception cause);

    [LoggerMessage(3102, LogLevel.Warning, "Session {Session} was left open by an earlier process: marked lost")]
    internal static partial void Lost(ILogger log, string session);

    [LoggerMessage(3103, LogLevel.Warning, "Stopping cut short: sessions whose end is not in the log will be found lost")]
    internal static partial void DrainCutShort(ILogger log);
}
