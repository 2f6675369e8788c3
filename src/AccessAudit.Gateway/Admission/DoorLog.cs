using Microsoft.Extensions.Logging;

namespace AccessAudit.Gateway.Admission;

static partial class DoorLog
{
    [LoggerMessage(3001, LogLevel.Error, "Nobody is admitted: the store does not answer")]
    internal static partial void StoreUnavailable(ILogger log, Exception cause);

    [LoggerMessage(3002, LogLevel.Error, "Session {Session} is refused: its recording cannot start")]
    internal static partial void RecordingCannotStart(ILogger log, string session, Exception cause);

    [LoggerMessage(3003, LogLevel.Warning, "Session {Session} is cut: {Reason}")]
    internal static partial void Cut(ILogger log, string session, Sessions.SessionEnd reason);

    [LoggerMessage(3004, LogLevel.Error, "Session {Session}: its recording failed")]
    internal static partial void RecordingFailed(ILogger log, string session, Exception cause);

    [LoggerMessage(3005, LogLevel.Error, "Session {Session}: its end is not in the log yet; it will be tried again")]
    internal static partial void EndNotRecorded(ILogger log, string session, Exception cause);

    [LoggerMessage(3006, LogLevel.Error, "Session {Session}: the log did not answer in time")]
    internal static partial void HeadsLate(ILogger log, string session);
}
