using AccessAudit.State;

namespace AccessAudit.Keys;

/// <summary>A technician's public key, registered with a code. The fingerprint is OpenSSH's <c>SHA256:...</c>, unique among living keys.</summary>
public sealed record SshKey : IVersionedRow
{
    public required string Organization { get; init; }
    public required string Person { get; init; }
    public required string Fingerprint { get; init; }

    /// <summary>One <c>authorized_keys</c> line without options.</summary>
    public required string PublicKey { get; init; }
    public required string Label { get; init; }
    public required DateTimeOffset AddedAt { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }
    public int Version { get; init; }
}
