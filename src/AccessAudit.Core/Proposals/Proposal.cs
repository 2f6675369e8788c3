using AccessAudit.State;

namespace AccessAudit.Proposals;

/// <summary>
/// A new version of a client's contract file that somebody proposes. It changes nothing until a client-admin of that
/// client accepts exactly these bytes with a code.
/// </summary>
public sealed record Proposal : IVersionedRow
{
    public required string Client { get; init; }
    public required string Id { get; init; }
    public required ProposalState State { get; init; }

    /// <summary>Who proposes; null = the operator of the gateway, by importing a file.</summary>
    public string? ProposerOrganization { get; init; }
    public string? Proposer { get; init; }

    /// <summary>The whole proposed file, and the SHA-256 of its UTF-8 bytes in lower-case hex.</summary>
    public required string Body { get; init; }
    public required string BodyHash { get; init; }

    /// <summary>
    /// The version in force that it would replace; once another has come, it can no longer be accepted.
    /// </summary>
    public required int BasedOn { get; init; }
    public required DateTimeOffset ProposedAt { get; init; }

    /// <summary>Undecided by then it has expired.</summary>
    public required DateTimeOffset ValidUntil { get; init; }

    /// <summary>The client-admin who accepted or refused it.</summary>
    public string? DecidedBy { get; init; }
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>Why it was refused or withdrawn.</summary>
    public string? Reason { get; init; }
    public int Version { get; init; }
}

/// <summary>
/// <c>refused</c> is a person's no, <c>expired</c> is silence, <c>overtaken</c>: another one was accepted first.
/// </summary>
public enum ProposalState { Pending, Accepted, Refused, Withdrawn, Expired, Overtaken }
