using System.Diagnostics;
using AccessAudit.Measuring;
using AccessAudit.State;
using AccessAudit.Storage.Databases;
using AccessAudit.Storage.Log;
using AccessAudit.Storage.Rows;

namespace AccessAudit.Storage;

/// <summary>Core's store on whichever database, within one reach.</summary>
sealed class Store(IDatabase database, LogBells bells, TimeProvider clock, Reach reach) : IStore
{
    public Task<T> ReadAsync<T>(Func<IRows, Task<T>> read, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(read);
        return database.ReadAsync(
            reach,
            async connection =>
            {
                await using var rows = database.Rows(connection);
                return await read(new Rows.Rows(rows, ct));
            },
            ct);
    }

    public async Task<Committed<T>> CommitAsync<T>(Func<IWork, Task<T>> decide, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(decide);

        // Part of somebody's call, or of nothing: the clock's own ticks leave no spans.
        using var span = Activity.Current is null ? null : Telemetry.Spans.StartActivity("accessaudit.decide");
        var committed = await database.DecideAsync(
            reach,
            async rows =>
            {
                var work = new Work(rows, clock, ct);
                var result = await decide(work);
                return new Committed<T>(result, await work.FinishAsync());
            },
            ct);
        span?.SetTag(Telemetry.Entries, committed.Entries.Count);
        if (committed.Entries.Count > 0)
            bells.RingOutbox();
        return committed;
    }

    public IStore Within(Reach reach) => new Store(database, bells, clock, reach);
}
