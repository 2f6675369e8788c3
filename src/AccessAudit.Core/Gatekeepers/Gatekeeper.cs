using AccessAudit.State;

namespace AccessAudit.Gatekeepers;

/// <summary>The client's own switch. Closed wins over every grant; a code is needed only to open.</summary>
public sealed record Gatekeeper : IVersionedRow
{
    public required string Client { get; init; }
    public required bool Open { get; init; }
    public DateTimeOffset? Until { get; init; }
    public required DateTimeOffset ChangedAt { get; init; }
    public int Version { get; init; }

    /// <summary>Past <see cref="Until"/> it has closed by itself.</summary>
    public bool IsOpenAt(DateTimeOffset now) => Open && (Until is null || now < Until);
}
