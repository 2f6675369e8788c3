using AccessAudit.State;

namespace AccessAudit.Sessions;

/// <summary>One brokered connection under one grant, from the spent code to the sealed recording.</summary>
public sealed record Session : IVersionedRow
{
    public required string Client { get; init; }
    public required string Id { get; init; }
    public required string Grant { get; init; }
    public required string Request { get; init; }
    public required string TechnicianOrganization { get; init; }
    public required string Technician { get; init; }
    public required string Target { get; init; }
    public required string Account { get; init; }
    public required string Protocol { get; init; }

    /// <summary>The gateway node that owns it: only that node ends it, another may find it lost.</summary>
    public required string Node { get; init; }

    /// <summary>The technician's key that opened it: revoking the key cuts the session.</summary>
    public required string KeyFingerprint { get; init; }
    public required SessionState State { get; init; }
    public required DateTimeOffset RequestedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public SessionEnd? EndedBy { get; init; }

    /// <summary>Set by whoever asks for the end (terminate); the owning node obeys within a second.</summary>
    public DateTimeOffset? KillRequestedAt { get; init; }
    public long Segments { get; init; }
    public long RecordedBytes { get; init; }
    public int Version { get; init; }

    /// <summary>Nothing runs any more, whatever is still being sealed.</summary>
    public bool IsOver => State is SessionState.Ended or SessionState.Sealed or SessionState.Lost;
}

public enum SessionState { Connecting, Live, Ending, Ended, Sealed, Lost }

/// <summary>Who or what ended it.</summary>
public enum SessionEnd { User, Target, Expiry, Revoked, Gatekeeper, Killed, RecordingFailed, LedgerUnavailable, TargetUnreachable, Error, Drain }
