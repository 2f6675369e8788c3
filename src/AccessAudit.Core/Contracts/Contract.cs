using AccessAudit.State;

namespace AccessAudit.Contracts;

/// <summary>One immutable version of a client's contract, as imported; the highest version in force decides.</summary>
public sealed record Contract : IRow
{
    public required string Client { get; init; }
    public required int Number { get; init; }
    public required string Reference { get; init; }
    public required DateTimeOffset StartsAt { get; init; }
    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>The imported file's bytes as text, and their SHA-256 in lower-case hex.</summary>
    public required string Body { get; init; }
    public required string BodyHash { get; init; }
    public required DateTimeOffset ImportedAt { get; init; }

    /// <summary>The client's age recipients: every recording is sealed to all of them, and to nobody else.</summary>
    public required string[] Recipients { get; init; }

    /// <summary>The most minutes a code window may have (0-15).</summary>
    public required int CodeWindowCap { get; init; }

    public bool IsInForce(DateTimeOffset now) => StartsAt <= now && now < EndsAt;
}

/// <summary>A system in the contract's scope. The id never changes; the slug is what technicians type.</summary>
public sealed record Target : IVersionedRow
{
    public required string Client { get; init; }
    public required string Id { get; init; }

    /// <summary><c>[a-z0-9._-]{1,40}</c>, unique in this instance (a technician types no client).</summary>
    public required string Slug { get; init; }
    public required string Title { get; init; }
    public required string Host { get; init; }
    public required int Port { get; init; }

    /// <summary>
    /// Pinned host keys, <c>known_hosts</c> key part (<c>ssh-ed25519 AAAA...</c>). Never learnt on first use.
    /// </summary>
    public required string[] HostKeys { get; init; }
    public required string[] Protocols { get; init; }
    public required string[] Accounts { get; init; }
    public required string[] DataCategories { get; init; }

    /// <summary>0-2; 3 is refused until passkeys exist.</summary>
    public required int Sensitivity { get; init; }

    /// <summary>Logins of the approvers who own it; empty = any approver of the client.</summary>
    public required string[] Owners { get; init; }
    public bool InScope { get; init; } = true;
    public int Version { get; init; }
}

/// <summary>A provider person named in the contract, with the undertakings they signed there.</summary>
public sealed record Engagement : IVersionedRow
{
    public required string Client { get; init; }
    public required string Organization { get; init; }
    public required string Person { get; init; }
    public DateTimeOffset? SecrecySignedAt { get; init; }
    public DateTimeOffset? LimitationSignedAt { get; init; }
    public bool Active { get; init; } = true;
    public int Version { get; init; }

    /// <summary>Both undertakings signed in the last 365 days (control IDN-01).</summary>
    public bool Covers(DateTimeOffset now) => Active
        && SecrecySignedAt is { } secrecy && secrecy <= now && now < secrecy.AddDays(365)
        && LimitationSignedAt is { } limitation && limitation <= now && now < limitation.AddDays(365);
}
