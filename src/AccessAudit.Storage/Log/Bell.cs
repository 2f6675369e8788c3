namespace AccessAudit.Storage.Log;

/// <summary>
/// Wakes whoever waits in this process. Take <see cref="Next"/> before looking at the state, wait for it after: a ring
/// in between is not lost. It is a hint only: every waiter also looks by itself.
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
    static readonly TimeSpan Hearing = TimeSpan.FromSeconds(1);

    public Bell Outbox { get; } = new();

    public Bell Heads { get; } = new();

    /// <summary>What this process itself has rung: for whoever tells the others.</summary>
    public Bell OwnOutbox { get; } = new();

    /// <inheritdoc cref="OwnOutbox"/>
    public Bell OwnHeads { get; } = new();

    /// <summary>True while rings of other processes arrive here.</summary>
    public bool HearsOthers { get; set; }

    public void RingOutbox()
    {
        Outbox.Ring();
        OwnOutbox.Ring();
    }

    public void RingHeads()
    {
        Heads.Ring();
        OwnHeads.Ring();
    }

    /// <summary>How long to wait for a ring before looking: a second where others are heard, else as said.</summary>
    public TimeSpan Pause(TimeSpan deaf) => HearsOthers ? Hearing : deaf;
}
