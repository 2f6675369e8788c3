using System.Diagnostics;
using AccessAudit.State;

namespace AccessAudit.Storage.Postgres;

/// <summary>
/// How many decide at once in this process: several, as long as they keep out of each other's way; where one did not,
/// everybody goes one by one for a moment, so that a crowd at one row does not spend its time undoing each other.
/// </summary>
sealed class Turns(TimeSpan patience) : IDisposable
{
    const int Places = 8;

    static readonly TimeSpan Narrow = TimeSpan.FromMilliseconds(200);

    readonly SemaphoreSlim _door = new(1, 1);
    readonly SemaphoreSlim _places = new(Places, Places);
    long _narrowUntil = long.MinValue;

    /// <summary>Two were in each other's way.</summary>
    public void Met() => Volatile.Write(ref _narrowUntil, Environment.TickCount64 + (long)Narrow.TotalMilliseconds);

    /// <summary>Runs it beside others, or once everybody else has left while nobody is let in.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> run, bool alone, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        await EnterAsync(_door, began, ct);
        // asked inside the door: what was met while this one waited there counts
        alone = alone || Environment.TickCount64 < Volatile.Read(ref _narrowUntil);
        var (held, door) = (0, true);
        try
        {
            for (; held < (alone ? Places : 1); held++)
                await EnterAsync(_places, began, ct);
            if (!alone)
            {
                door = false;
                _door.Release();
            }

            return await run();
        }
        finally
        {
            if (held > 0)
                _places.Release(held);
            if (door)
                _door.Release();
        }
    }

    public void Dispose()
    {
        _door.Dispose();
        _places.Dispose();
    }

    async Task EnterAsync(SemaphoreSlim gate, long began, CancellationToken ct)
    {
        var left = patience - Stopwatch.GetElapsedTime(began);
        if (!await gate.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, ct))
            throw new StoreUnavailableException("Other writes take too long.", new TimeoutException());
    }
}
