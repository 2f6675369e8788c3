using AccessAudit.State;

namespace AccessAudit.Codes;

/// <summary>A TOTP authenticator (RFC 6238, SHA-1, 6 digits, 30 s). The secret is sealed with the person's id as associated data.</summary>
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

/// <summary>
/// That a person may enrol an authenticator, once. Without one nobody brings a phone, however well they sign in: whoever
/// runs the identity provider must not be able to take a client person's place.
/// </summary>
public sealed record EnrolmentPermit : IRow
{
    public required string Organization { get; init; }
    public required string Person { get; init; }
    public required PermitCause Cause { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>Null = until it is used: the first people of a client, and the provider's.</summary>
    public DateTimeOffset? Until { get; init; }

    public bool IsGoodAt(DateTimeOffset now) => Until is not { } until || now < until;
}

/// <summary>Who let them: the contract that named them, a colleague with a code, or a recovery code of their own.</summary>
public enum PermitCause { Contract, Allowed, Reset, Recovery }

/// <summary>One recovery code: it lets its owner enrol again, once, and approves nothing.</summary>
public sealed record RecoveryCode : IVersionedRow
{
    public required string Organization { get; init; }
    public required string Person { get; init; }

    /// <summary>From 1.</summary>
    public required int Number { get; init; }

    /// <summary>SHA-256 of salt and code, sealed: a stolen database cannot even guess.</summary>
    public required byte[] SealedHash { get; init; }
    public required byte[] Salt { get; init; }
    public required DateTimeOffset IssuedAt { get; init; }
    public DateTimeOffset? SpentAt { get; init; }
    public int Version { get; init; }
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
