namespace AccessAudit.Host.Running;

/// <summary>A process's life, read top to bottom.</summary>
static partial class HostLog
{
    [LoggerMessage(LogLevel.Information, "AccessAudit {version} starts as node {node}")]
    public static partial void Starts(ILogger logger, string version, string node);

    [LoggerMessage(LogLevel.Critical, "The process cannot start")]
    public static partial void CannotStart(ILogger logger, Exception error);

    [LoggerMessage(LogLevel.Warning, "The clock's tick could not be written and is tried again")]
    public static partial void TickFailed(ILogger logger, Exception error);

    [LoggerMessage(LogLevel.Warning, "Housekeeping could not run and is tried again later")]
    public static partial void HousekeepingFailed(ILogger logger, Exception error);

    [LoggerMessage(LogLevel.Critical, "{duty} failed: the process stops rather than go on without it")]
    public static partial void DutyFailed(ILogger logger, Exception error, string duty);

    [LoggerMessage(LogLevel.Critical, "{duty} ended before its time: the process stops rather than go on without it")]
    public static partial void DutyEnded(ILogger logger, string duty);

    [LoggerMessage(LogLevel.Information, "Stopped")]
    public static partial void Stopped(ILogger logger);
}
