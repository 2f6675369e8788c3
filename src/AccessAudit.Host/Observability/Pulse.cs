using System.Diagnostics.Metrics;
using AccessAudit.Measuring;
using AccessAudit.Search.Projection;
using AccessAudit.Storage.Log;

namespace AccessAudit.Host.Observability;

/// <summary>
/// What cannot be counted where it happens is looked up every few seconds, and told from here when the exporter asks: a
/// gauge must not wait for a database. While the database does not answer nothing is told, rather than what was.
/// </summary>
sealed class Pulse(LedgerHealth ledger, Projector projector, TimeProvider clock)
{
    static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);

    LedgerPulse? _last;
    DateTimeOffset _at;

    internal async Task RunAsync(CancellationToken ct)
    {
        using var meter = new Meter(Telemetry.Name);
        Tell(meter);
        using var timer = new PeriodicTimer(Beat, clock);
        do
        {
            try
            {
                (_last, _at) = (await ledger.FeelAsync(clock.GetUtcNow(), ct), clock.GetUtcNow());
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // Whatever it is: watching must not end what it watches. The store's own users tell the operators.
                _last = null;
            }
        }
        while (await timer.WaitForNextTickAsync(ct));
    }

    void Tell(Meter meter)
    {
        Look("accessaudit.ledger.outbox.size", "{entry}", "Entries that no head covers yet.", pulse => pulse.Waiting);
        Look("accessaudit.ledger.outbox.age", "s", "How long the oldest of them waits.", pulse => pulse.OldestWaits.TotalSeconds);
        Look("accessaudit.ledger.head.age", "s", "Since the newest head of any log was signed.",
            pulse => (pulse.HeadAge + (clock.GetUtcNow() - _at))?.TotalSeconds);
        Look("accessaudit.lease.epoch", "{epoch}", "Under which this process signs; 0 while another leads.", pulse => pulse.Epoch);
        meter.CreateObservableGauge(
            "accessaudit.projector.lag", () => projector.Lag, "{event}", "Signed entries that the index does not have yet.");

        void Look(string name, string unit, string meaning, Func<LedgerPulse, double?> read) => meter.CreateObservableGauge(
            name, () => _last is { } pulse && read(pulse) is { } value ? [new Measurement<double>(value)] : Array.Empty<Measurement<double>>(),
            unit, meaning);
    }
}
