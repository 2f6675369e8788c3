using AccessAudit.State;

namespace AccessAudit.Journal;

/// <summary>Where the next entry of a session goes: its number, and the hash of the entry before.</summary>
public sealed record SessionChain : IRow
{
    public required string Client { get; init; }
    public required string Session { get; init; }

    /// <summary>The number that the next entry gets, from 0 without a gap.</summary>
    public required long Next { get; init; }

    /// <summary>RFC 6962 leaf hash of the last entry, base64url; null before the first.</summary>
    public string? PreviousLeafHash { get; init; }
}

/// <summary>That a client's log has its entry 0, <c>log.created</c>.</summary>
public sealed record ClientLog : IRow
{
    public required string Client { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}
