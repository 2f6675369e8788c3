namespace AccessAudit.State;

/// <summary>
/// The one way to state and journal. A state change, its audit entries and their disclosures commit together or not at
/// all; nothing is ever decided from process memory.
/// </summary>
public interface IStore
{
    /// <summary>Reads one consistent snapshot; what it returns may be stale the moment it returns.</summary>
    Task<T> ReadAsync<T>(Func<IRows, Task<T>> read, CancellationToken ct);

    /// <summary>
    /// Runs one decision inside one write transaction: it sees the latest state, and what it adds, replaces and records is
    /// durable once this returns. A refusal commits too (with the failures it counted); only an exception rolls back. Where
    /// several decide at once, one that got in another's way is run again from the start: it must leave nothing behind
    /// but its work.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database is locked, full or gone; nothing was changed.</exception>
    /// <exception cref="StoreConflictException">Another process changed the same row first; nothing was changed.</exception>
    Task<Committed<T>> CommitAsync<T>(Func<IWork, Task<T>> decide, CancellationToken ct);

    /// <summary>
    /// The same store, in whose transactions other organizations' rows are not there, if its database can do that.
    /// </summary>
    IStore Within(Reach reach) => this;
}

/// <summary>What a transaction answered, and the entries it put into the outbox (for log-before-act).</summary>
public sealed record Committed<T>(T Result, IReadOnlyList<EntryRef> Entries);

/// <summary>An entry on its way into a client's log, by the client and the event's id.</summary>
public readonly record struct EntryRef(string Client, string EventId);

public sealed class StoreUnavailableException(string message, Exception inner) : Exception(message, inner);

public sealed class StoreConflictException(string message, Exception? inner) : Exception(message, inner);
