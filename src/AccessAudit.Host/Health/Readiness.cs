using AccessAudit.Host.Settings;
using AccessAudit.People;
using AccessAudit.State;
using AccessAudit.Storage.Log;

namespace AccessAudit.Host.Health;

/// <summary>
/// What must be well before anyone is let in: the database answers, entries reach signed heads, recordings can be
/// written
/// and have room, and the process is not going down.
/// </summary>
sealed class Readiness(
    IStore store, LedgerHealth ledger, HostSettings settings, TimeProvider clock, IHostApplicationLifetime lifetime)
{
    // Twice the wait that log-before-act grants: beyond it, acts are being refused already.
    static readonly TimeSpan OldestEntry = TimeSpan.FromSeconds(10);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    internal async Task<IReadOnlyList<Check>> CheckAsync(CancellationToken ct)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limited.CancelAfter(Patience);
        return
        [
            new("process", lifetime.ApplicationStopping.IsCancellationRequested ? "stopping" : null),
            await TryAsync("database", () => DatabaseAsync(limited.Token)),
            await TryAsync("ledger", () => LedgerAsync(limited.Token)),
            await TryAsync("recordings", () => Task.FromResult(Recordings())),
        ];
    }

    static async Task<Check> TryAsync(string name, Func<Task<string?>> check)
    {
        try
        {
            return new(name, await check());
        }
        catch (Exception error) when (error is StoreUnavailableException or IOException or UnauthorizedAccessException
            or OperationCanceledException)
        {
            // The cause stands in the log; strangers may read this answer.
            return new(name, "unavailable");
        }
    }

    async Task<string?> DatabaseAsync(CancellationToken ct)
    {
        await store.ReadAsync(rows => rows.ListAsync<Organization>(_ => true, 1), ct);
        return null;
    }

    async Task<string?> LedgerAsync(CancellationToken ct) =>
        ledger.HaltedLogs > 0 ? "a log is halted after an integrity alarm"
        : await ledger.WaitingSinceAsync(clock.GetUtcNow(), ct) > OldestEntry ? "entries wait for signed heads"
        : null;

    string? Recordings()
    {
        var probe = Path.Combine(settings.RecordingsFolder, $".ready-{Guid.NewGuid():N}");
        using (new FileStream(
            probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
        {
        }

        var free = new DriveInfo(settings.RecordingsFolder).AvailableFreeSpace / (1024 * 1024);
        return free < settings.Recordings.MinFreeMegabytes ? "disk nearly full" : null;
    }
}

/// <param name="Trouble">Null = well.</param>
sealed record Check(string Name, string? Trouble);
