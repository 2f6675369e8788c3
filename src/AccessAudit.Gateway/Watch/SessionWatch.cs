using AccessAudit.Sessions;
using AccessAudit.State;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AccessAudit.Gateway.Watch;

/// <summary>
/// Looks four times a second whether every session of this process may go on: expiry, revocation, gatekeeper, terminate, a
/// person who left and a revoked key cut within a second. Blind for five seconds, it cuts everything.
/// </summary>
sealed class SessionWatch(LiveSessions live, IStore store, TimeProvider time, ILogger<SessionWatch> log)
    : BackgroundService
{
    internal static readonly TimeSpan Blind = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);
    long _seenAt = time.GetTimestamp();

    /// <summary>
    /// Ends on their way into the log. Beside the looks: one whose disk or database hangs must not keep the others from
    /// being cut.
    /// </summary>
    internal Task Finishing { get; private set; } = Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await LookAsync(stoppingToken);
        }
    }

    /// <summary>One look.</summary>
    internal async Task LookAsync(CancellationToken ct)
    {
        var all = live.All;
        var running = all.Where(session => !session.HasEnded).ToList();
        if (running.Count == 0)
        {
            _seenAt = time.GetTimestamp();
        }
        else if (await ReadAsync(running, ct) is { } standings)
        {
            _seenAt = time.GetTimestamp();
            foreach (var session in running)
            {
                session.Obey(standings[session.Id]);
            }
        }
        else if (time.GetElapsedTime(_seenAt) >= Blind)
        {
            foreach (var session in running)
            {
                session.CutNow(SessionEnd.LedgerUnavailable);
            }
        }

        if (Finishing.IsCompleted)
        {
            // A surprise in there ends the watch, and with it the host: closed, not blind.
            await Finishing;
            var ended = all.Where(session => session.HasEnded).ToList();
            Finishing = ended.Count == 0 ? Task.CompletedTask : Task.Run(() => FinishAsync(ended, ct), ct);
        }
    }

    static async Task FinishAsync(List<Admission.LiveSession> ended, CancellationToken ct)
    {
        foreach (var session in ended)
        {
            await session.FinishAsync(ct);
        }
    }

    /// <summary>Ends what still runs, so that the log says why instead of a restart finding it lost.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        foreach (var session in live.All)
        {
            session.CutNow(SessionEnd.Drain);
        }

        try
        {
            foreach (var session in live.All)
            {
                await session.EndAsync(SessionEnd.Drain, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The host waits no longer: the next start marks the rest lost.
            WatchLog.DrainCutShort(log);
        }
    }

    // Off this loop's thread and bounded: a store that hangs must not stop the watch from growing impatient.
    async Task<IReadOnlyDictionary<string, Standing>?> ReadAsync(
        List<Admission.LiveSession> running, CancellationToken ct)
    {
        try
        {
            var left = Blind - time.GetElapsedTime(_seenAt);
            var rows = running.ConvertAll(session => session.Row);
            return await Task.Run(() => store.ReadAsync(snapshot => Standing.ReadAsync(snapshot, rows), ct), ct)
                .WaitAsync(left > Period ? left : Period, time, ct);
        }
        catch (Exception cause) when (cause is StoreUnavailableException or TimeoutException)
        {
            WatchLog.Blind(log, cause);
            return null;
        }
    }
}
