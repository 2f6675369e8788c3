using AccessAudit.State;

namespace AccessAudit.Gateway.Tests.World;

/// <summary>The real store behind a switch: <see cref="Broken"/> is a database that is gone.</summary>
sealed class BreakableStore(IStore real) : IStore
{
    internal bool Broken { get; set; }

    /// <summary>Commits that begin while it is set wait for it: a disk that hangs.</summary>
    internal Task? Hanging { get; set; }

    public Task<T> ReadAsync<T>(Func<IRows, Task<T>> read, CancellationToken ct) =>
        Broken ? throw Gone() : real.ReadAsync(read, ct);

    public Task<Committed<T>> CommitAsync<T>(Func<IWork, Task<T>> decide, CancellationToken ct) =>
        Broken ? throw Gone() : Hanging is { } disk ? CommitLaterAsync(disk, decide, ct) : real.CommitAsync(decide, ct);

    async Task<Committed<T>> CommitLaterAsync<T>(Task disk, Func<IWork, Task<T>> decide, CancellationToken ct)
    {
        await disk.WaitAsync(ct);
        return await real.CommitAsync(decide, ct);
    }

    static StoreUnavailableException Gone() => new("The database is gone.", new IOException("gone"));
}
