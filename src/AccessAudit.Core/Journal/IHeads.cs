using AccessAudit.State;

namespace AccessAudit.Journal;

/// <summary>Log before act: an approval, a credential release and a session start wait here for a signed head.</summary>
public interface IHeads
{
    /// <summary>
    /// True once a signed head covers every one of <paramref name="entries"/>; false when that took longer than
    /// <paramref name="patience"/>. The entries stay in the outbox either way, so a retry may simply wait again.
    /// </summary>
    Task<bool> CoverAsync(IReadOnlyList<EntryRef> entries, TimeSpan patience, CancellationToken ct);
}

/// <summary>The log of one client as published bytes, for whoever may read it.</summary>
public interface ILogPages
{
    /// <summary>The latest signed head, or null when the client has no log.</summary>
    Task<byte[]?> CheckpointAsync(string client, CancellationToken ct);

    /// <summary>The latest signed head with the instant at which it was signed (the gateway's clock), or null.</summary>
    Task<SignedHead?> HeadAsync(string client, CancellationToken ct);

    /// <summary>The log's verifier key line (with its final newline), or null.</summary>
    Task<byte[]?> VerifierKeyAsync(string client, CancellationToken ct);

    /// <summary>
    /// A tile or entry bundle by its path after <c>tile/</c> (as C2SP tlog-tiles writes it), or null when the path is
    /// malformed or the log does not hold it.
    /// </summary>
    Task<byte[]?> TileAsync(string client, string path, CancellationToken ct);
}

/// <summary>Integrated entries with their living disclosures, for the index: nothing decides from them.</summary>
public interface ILogReader
{
    Task<IReadOnlyList<LogSize>> SizesAsync(CancellationToken ct);

    /// <summary>Entries from <paramref name="fromIndex"/> on, in order, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<LogEntry>> ReadAsync(string client, long fromIndex, int limit, CancellationToken ct);

    /// <summary>Where an event stands in the client's log; null while no signed head covers it.</summary>
    Task<long?> IndexOfAsync(string client, string eventId, CancellationToken ct);

    /// <summary>
    /// How many of the first <paramref name="size"/> entries tell of an instant from <paramref name="from"/> to before
    /// <paramref name="until"/>.
    /// </summary>
    Task<long> CountAsync(string client, long size, DateTimeOffset from, DateTimeOffset until, CancellationToken ct);

    /// <summary>
    /// The spans (<c>traceparent</c>) that signed heads over the entries of [<paramref name="fromIndex"/>,
    /// <paramref name="beyond"/>), as far as somebody recorded them. For watchers only.
    /// </summary>
    Task<IReadOnlyList<string>> SpansAsync(string client, long fromIndex, long beyond, CancellationToken ct);

    /// <summary>Completes when some log has grown since the last call, or after <paramref name="atMost"/>.</summary>
    Task WaitForNewsAsync(TimeSpan atMost, CancellationToken ct);
}

/// <param name="Note">The signed note's bytes (C2SP tlog-checkpoint).</param>
public sealed record SignedHead(long Size, DateTimeOffset At, byte[] Note);

public sealed record LogSize(string Client, long Size);

/// <param name="LeafHash">RFC 6962 leaf hash, lower-case hex.</param>
/// <param name="Entry">The envelope's bytes as stored.</param>
/// <param name="Disclosures">The living disclosures, each as its encoded string (<c>docs/ledger-format.md</c>).</param>
public sealed record LogEntry(
    string Client, long Index, string EventId, string LeafHash, byte[] Entry, IReadOnlyList<string> Disclosures);
