using AccessAudit.State;

namespace AccessAudit.Gateway.Tests.World;

/// <summary>The real store behind a switch: <see cref="Broken"/> is a database that is gone.</summary>
sealed class BreakableStore(IStore real) : IStore
{
    internal bool Broken { get; set; }

    public Task<T> ReadAsync<T>(Func<IRows, Task<T>> read, CancellationToken ct) =>
        Broken ? throw Gone() : real.ReadAsync(read, ct);

    public Task<Committed<T>> CommitAsync<T>(Func<IWork, Task<T>> decide, CancellationToken ct) =>
        Broken ? throw Gone() : real.CommitAsync(decide, ct);

    static StoreUnavailableException Gone() => new("The database is gone.", new IOException("gone"));
}
