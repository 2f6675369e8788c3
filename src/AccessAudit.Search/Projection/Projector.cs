using AccessAudit.Journal;
using AccessAudit.Search.Index;
using Microsoft.Extensions.Logging;

namespace AccessAudit.Search.Projection;

/// <summary>Carries log entries into the index, behind the logs and never before them. A slow index delays no session.</summary>
public sealed class Projector(ILogReader log, IAuditIndex index, ILogger<Projector> logger)
{
    const int Batch = 500;
    static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);
    static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(5);

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
        long carried = 0;
        foreach (var (client, size) in await log.SizesAsync(ct))
        {
            var next = await index.NextIndexAsync(client, ct);
            while (next < size)
            {
                var entries = await log.ReadAsync(client, next, Batch, ct);
                if (entries.Count == 0)
                {
                    break;
                }

                await index.AddAsync([.. entries.Select(DocumentReader.Read)], ct);
                next = entries[^1].Index + 1;
                carried += entries.Count;
            }
        }

        return carried;
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
