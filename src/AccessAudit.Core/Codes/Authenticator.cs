using AccessAudit.State;

namespace AccessAudit.Codes;

/// <summary>
/// A TOTP authenticator (RFC 6238, SHA-1, 6 digits, 30 s). The secret is sealed with the person's id as associated
/// data.
/// </summary>
public sealed record Authenticator : IVersionedRow
{
    public required string Organization { get; init; }
    public required string Person { get; init; }
    public required string Id { get; init; }
    public required byte[] SealedSecret { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Null until a first code proved that the person holds it.</summary>
    public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>Since then none of its codes counts, and its secret is gone.</summary>
    public DateTimeOffset? RevokedAt { get; init; }
    public int Version { get; init; }

    /// <summary>True while its codes are accepted.</summary>
    public bool Counts => ConfirmedAt is not null && RevokedAt is null;
}

/// <summary>A spent code: the unique key (organization, person, step) is what makes a code work once.</summary>
public sealed record SpentCode : IRow
{
    public required string Organization { get; init; }
    public required string Person { get; init; }
    public required long Step { get; init; }
    public required DateTimeOffset At { get; init; }
}

/// <summary>Failures of one person; five within 15 minutes close code entry for 15 minutes (never stopping).</summary>
public sealed record CodeFailures : IVersionedRow
{
    public required string Organization { get; init; }
    public required string Person { get; init; }
    public required int Count { get; init; }
    public required DateTimeOffset FirstAt { get; init; }
    public DateTimeOffset? LockedUntil { get; init; }
    public int Version { get; init; }
}

/// <summary>One failed code from one source, for slowing and closing sources that try several people.</summary>
public sealed record SourceFailure : IRow
{
    public required string Source { get; init; }
    public required string Id { get; init; }
    public required string Person { get; init; }
    public required DateTimeOffset At { get; init; }
}
