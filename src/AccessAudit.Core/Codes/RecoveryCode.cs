using AccessAudit.State;

namespace AccessAudit.Codes;

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
