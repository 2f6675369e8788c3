using AccessAudit.State;

namespace AccessAudit.Grants;

/// <summary>The right itself: one technician, one account of one target, one protocol, one span of time.</summary>
public sealed record Grant : IVersionedRow
{
    public required string Client { get; init; }
    public required string Id { get; init; }
    public required string Request { get; init; }
    public required string TechnicianOrganization { get; init; }
    public required string Technician { get; init; }
    public required string Target { get; init; }
    public required string Account { get; init; }
    public required string Protocol { get; init; }
    public required DateTimeOffset OpensAt { get; init; }
    public required DateTimeOffset ClosesAt { get; init; }

    /// <summary>First use must be before.</summary>
    public required DateTimeOffset ClaimBy { get; init; }
    public required DateTimeOffset ApprovedUntil { get; init; }

    /// <summary>No session lives beyond.</summary>
    public required DateTimeOffset HardStop { get; init; }
    public required int CodeWindowMinutes { get; init; }
    public required GrantState State { get; init; }
    public GrantEnd? EndedBy { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public DateTimeOffset? FirstUsedAt { get; init; }
    public int Version { get; init; }

    /// <summary>Usable at <paramref name="now"/>, whatever the stored state says about the past.</summary>
    public bool IsOpenAt(DateTimeOffset now) =>
        State != GrantState.Ended && OpensAt <= now && now < ClosesAt && now < HardStop
        && (FirstUsedAt is not null || now < ClaimBy);
}

public enum GrantState { Scheduled, Ready, Active, Ended }

public enum GrantEnd { Expired, Revoked, Completed, ScopeChanged }

/// <summary>Within <see cref="Until"/> the same key, source and grant need no new code; each reuse is logged.</summary>
public sealed record CodeWindow : IRow
{
    public required string Client { get; init; }
    public required string Grant { get; init; }
    public required string KeyFingerprint { get; init; }
    public required string Source { get; init; }
    public required DateTimeOffset Until { get; init; }
}
