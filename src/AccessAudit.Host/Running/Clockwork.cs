using AccessAudit.State;
using AccessAudit.Storage;
using AccessAudit.Timekeeping;

namespace AccessAudit.Host.Running;

/// <summary>
/// What happens by the clock. A tick is one write transaction over compared-and-set rows, so that two processes ticking
/// at once
/// do no harm; a store that is away for a moment is waited for, since every decision asks the rules itself.
/// </summary>
static class Clockwork
{
    static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Sweep = TimeSpan.FromMinutes(10);

    internal static Task TickAsync(IServiceProvider services, CancellationToken ct)
    {
        var (store, clock, logger) = Parts(services);
        return EachAsync(Tick, clock, HostLog.TickFailed, logger, async () => await store.CommitAsync(
            work => Timekeeper.TickAsync(work, clock.GetUtcNow()), ct), ct);
    }

    internal static Task SweepAsync(IServiceProvider services, CancellationToken ct)
    {
        var (_, clock, logger) = Parts(services);
        var housekeeping = services.GetRequiredService<Housekeeping>();
        return EachAsync(
            Sweep, clock, HostLog.HousekeepingFailed, logger, () => housekeeping.RunAsync(clock.GetUtcNow(), ct), ct);
    }

    static async Task EachAsync(
        TimeSpan period, TimeProvider clock, Action<ILogger, Exception> tell, ILogger logger, Func<Task> act,
        CancellationToken ct)
    {
        using var timer = new PeriodicTimer(period, clock);
        do
        {
            try
            {
                await act();
            }
            catch (Exception error) when (error is StoreUnavailableException or StoreConflictException)
            {
                tell(logger, error);
            }
        }
        while (await timer.WaitForNextTickAsync(ct));
    }

    static (IStore Store, TimeProvider Clock, ILogger Logger) Parts(IServiceProvider services) => (
        services.GetRequiredService<IStore>(), services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Clockwork)));
}
