namespace AccessAudit.Storage.Log;

/// <summary>
/// Wakes whoever waits in this process. Take <see cref="Next"/> before looking at the state, wait for it after: a ring
/// in between is not lost. It is a hint only; another process rings no bell here, so every waiter also looks by itself.
/// </summary>
sealed class Bell
{
    TaskCompletionSource _next = Silent();

    public Task Next => Volatile.Read(ref _next).Task;

    public void Ring() => Interlocked.Exchange(ref _next, Silent()).SetResult();

    /// <summary>Until the ring that was taken before, or for <paramref name="atMost"/>.</summary>
    public static async Task WaitAsync(Task ring, TimeSpan atMost, TimeProvider clock, CancellationToken ct)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await Task.WhenAny(ring, Task.Delay(atMost, clock, waiting.Token));
        await waiting.CancelAsync();
        ct.ThrowIfCancellationRequested();
    }

    static TaskCompletionSource Silent() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>The two bells of the journal: something went into the outbox; some log has a new head.</summary>
sealed class LogBells
{
    public Bell Outbox { get; } = new();

    public Bell Heads { get; } = new();
}
