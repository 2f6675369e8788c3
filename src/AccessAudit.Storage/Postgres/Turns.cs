using System.Diagnostics;
using AccessAudit.State;

namespace AccessAudit.Storage.Postgres;

/// <summary>
/// How many decide at once in this process: several, as long as they keep out of each other's way; one that did not
/// gets the process to itself, so that a crowd at one row goes through one by one instead of undoing each other.
/// </summary>
sealed class Turns(TimeSpan patience) : IDisposable
{
    const int Places = 8;

    readonly SemaphoreSlim _door = new(1, 1);
    readonly SemaphoreSlim _places = new(Places, Places);

    /// <summary>Runs it beside others.</summary>
    public async Task<T> BesideOthersAsync<T>(Func<Task<T>> run, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        await EnterAsync(_door, began, ct);
        try
        {
            await EnterAsync(_places, began, ct);
        }
        finally
        {
            _door.Release();
        }

        try
        {
            return await run();
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>Runs it once everybody else in this process has left, and lets nobody in meanwhile.</summary>
    public async Task<T> AloneAsync<T>(Func<Task<T>> run, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        await EnterAsync(_door, began, ct);
        var held = 0;
        try
        {
            for (; held < Places; held++)
                await EnterAsync(_places, began, ct);
            return await run();
        }
        finally
        {
            if (held > 0)
                _places.Release(held);
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
