using AccessAudit.Journal;
using AccessAudit.Measuring;
using AccessAudit.Search.Index;
using Microsoft.Extensions.Logging;

namespace AccessAudit.Search.Projection;

/// <summary>Carries log entries into the index, behind the logs and never before them. A slow index delays no session.</summary>
public sealed class Projector(ILogReader log, IAuditIndex index, ILogger<Projector> logger)
{
    const int Batch = 500;
    static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);
    static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(5);

    long _lag;

    /// <summary>Entries under signed heads that the index did not have when it was last looked.</summary>
    public long Lag => Interlocked.Read(ref _lag);

    /// <summary>Follows the logs until cancelled; trouble with the index is told and tried again.</summary>
    public async Task RunAsync(TimeProvider time, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await CatchUpAsync(ct);
                await log.WaitForNewsAsync(Idle, ct);
            }
            catch (Exception trouble) when (trouble is not OperationCanceledException)
            {
                ProjectorLog.Behind(logger, trouble);
                await Task.Delay(AfterTrouble, time, ct);
            }
        }
    }

    /// <summary>Projects everything the logs hold now; returns how many entries it carried.</summary>
    public async Task<long> CatchUpAsync(CancellationToken ct)
    {
        var sizes = await log.SizesAsync(ct);
        Dictionary<string, long> behind = [];
        foreach (var (client, size) in sizes)
        {
            behind[client] = await index.NextIndexAsync(client, ct);
        }

        Interlocked.Exchange(ref _lag, sizes.Sum(one => Math.Max(0, one.Size - behind[one.Client])));
        long carried = 0;
        foreach (var (client, size) in sizes)
        {
            var next = behind[client];
            while (next < size && await CarryAsync(client, next, ct) is > 0 and var count)
            {
                next += count;
                carried += count;
                Interlocked.Add(ref _lag, -count);
            }
        }

        return carried;
    }

    // The log has no gaps: as many entries as were read, so far the index has come.
    async Task<int> CarryAsync(string client, long next, CancellationToken ct)
    {
        using var span = Telemetry.StartApart("accessaudit.project");
        var entries = await log.ReadAsync(client, next, Batch, ct);
        await index.AddAsync([.. entries.Select(DocumentReader.Read)], ct);
        if (span is { Recorded: true } && entries.Count > 0)
        {
            span.SetTag(Telemetry.Entries, entries.Count).SetTag(Telemetry.LogIndex, entries[^1].Index);
            foreach (var head in await log.SpansAsync(client, next, entries[^1].Index + 1, ct))
            {
                if (Telemetry.LinkTo(head) is { } link)
                {
                    span.AddLink(link);
                }
            }
        }

        return entries.Count;
    }

    /// <summary>Forgets the index and projects again from the first entry of every log.</summary>
    public async Task<long> RebuildAsync(CancellationToken ct)
    {
        await index.ClearAsync(ct);
        return await CatchUpAsync(ct);
    }
}

static partial class ProjectorLog
{
    [LoggerMessage(LogLevel.Warning, "The search index is behind the logs; nothing is lost and it will be tried again")]
    public static partial void Behind(ILogger logger, Exception trouble);
}
