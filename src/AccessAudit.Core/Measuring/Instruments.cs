using System.Diagnostics.Metrics;

namespace AccessAudit.Measuring;

/// <summary>What is counted where it happens. What is looked up now and then is the host's (<c>Host/Observability</c>).</summary>
public static class Instruments
{
    public static UpDownCounter<long> ActiveSessions { get; } = Telemetry.Meter.CreateUpDownCounter<long>(
        "accessaudit.session.active", "{session}", "Sessions that run in this process.");

    public static Histogram<double> SessionStart { get; } = Telemetry.Meter.CreateHistogram<double>(
        "accessaudit.session.start.duration", "s", "From the right code to the signed start of the session.",
        advice: Seconds(.1, .2, .3, .5, .75, 1, 1.5, 2, 3, 5, 10));

    /// <summary>A decision that another process made undone and that runs again is counted twice: it is a sign, not a proof.</summary>
    public static Counter<long> CodeFailures { get; } = Telemetry.Meter.CreateCounter<long>(
        "accessaudit.otp.failures", "{failure}", "One-time codes that were refused.");

    public static Histogram<double> CommitToHead { get; } = Telemetry.Meter.CreateHistogram<double>(
        "accessaudit.ledger.commit_to_head.duration", "s", "From an entry's writing to the signed head over it.",
        advice: Seconds(.005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10));

    public static UpDownCounter<long> SpoolBytes { get; } = Telemetry.Meter.CreateUpDownCounter<long>(
        "accessaudit.recording.spool.bytes", "By", "Recorded bytes that wait in memory for the disk.");

    static InstrumentAdvice<double> Seconds(params double[] bounds) => new() { HistogramBucketBoundaries = bounds };
}
