namespace AccessAudit.Scenarios.Stage;

/// <summary>For what another process does a moment later without telling anyone: asks until it is so.</summary>
static class Eventually
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    internal static async Task<T> GetAsync<T>(Func<Task<T?>> probe, CancellationToken ct) where T : class
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limited.CancelAfter(Limit);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            if (await probe() is { } found)
            {
                return found;
            }

            await timer.WaitForNextTickAsync(limited.Token);
        }
    }
}
