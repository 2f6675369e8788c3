using AccessAudit.State;

namespace AccessAudit.People;

/// <summary>
/// One browser of one person, from sign-in to sign-out. The browser holds the id and a secret; the row holds the hash of
/// that secret, so that whoever reads the database cannot be anybody.
/// </summary>
public sealed record WebSession : IVersionedRow
{
    /// <summary>The person's organization.</summary>
    public required string Organization { get; init; }

    /// <summary>Random, drawn at every sign-in; unique in the instance.</summary>
    public required string Id { get; init; }
    public required string Person { get; init; }

    /// <summary>SHA-256 of the secret, lower-case hex.</summary>
    public required string SecretHash { get; init; }

    /// <summary>The issuer that vouched for the person.</summary>
    public required string Authority { get; init; }

    /// <summary>
    /// The roles that the authority claimed, where it is set to narrow them: the person acts with those only that they
    /// have anyway. Null = with all they have.
    /// </summary>
    public string[]? NarrowedTo { get; init; }
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>To the minute: a row is not written for every page.</summary>
    public required DateTimeOffset LastSeenAt { get; init; }

    /// <summary>However busy it is, it ends then.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public int Version { get; init; }
}

/// <summary>How long a browser stays signed in.</summary>
/// <param name="Longest">From sign-in, whatever happens.</param>
/// <param name="Idle">Without a page asked for.</param>
public sealed record WebSessionTerms(TimeSpan Longest, TimeSpan Idle);
