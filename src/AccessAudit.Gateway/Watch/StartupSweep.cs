using AccessAudit.Gateway.Admission;
using AccessAudit.Gateway.Recording;
using AccessAudit.Journal;
using AccessAudit.Sessions;
using AccessAudit.State;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AccessAudit.Gateway.Watch;

/// <summary>
/// Before anyone can knock: what an earlier process of this node left open is marked lost, and the log says how many sealed
/// segments lie on the shelf that it never heard of. Nothing is reopened. Without a store the process does not start.
/// </summary>
sealed class StartupSweep(
    IStore store, ClientShelves shelves, GatewayOptions options, TimeProvider time, ILogger<StartupSweep> log)
    : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.RecordingsFolder);
        var swept = await store.CommitAsync(work => SweepAsync(work, time.GetUtcNow()), cancellationToken);
        foreach (var session in swept.Result)
        {
            WatchLog.Lost(log, session);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    async Task<IReadOnlyList<string>> SweepAsync(IWork work, DateTimeOffset now)
    {
        var node = options.Node;
        var left = await work.ListAsync<Session>(row => row.Node == node
            && (row.State == SessionState.Connecting || row.State == SessionState.Live || row.State == SessionState.Ending));
        foreach (var session in left)
        {
            var onDisk = shelves.CountOf(session.Client, session.Id);
            work.Replace(session with { State = SessionState.Lost, EndedAt = now, EndedBy = SessionEnd.Error });
            work.Record(new Fact
            {
                Client = session.Client,
                Kind = "session.lost",
                At = now,
                Outcome = FactOutcome.Failure,
                Session = session.Id,
                Target = session.Target,
                Request = session.Request,
                Grant = session.Grant,
                Details = Members.Of(
                    ("segments", session.Segments),
                    ("segments_unlogged", SessionJournal.Unlogged(session, onDisk))),
            });
        }

        return [.. left.Select(session => session.Id)];
    }
}
