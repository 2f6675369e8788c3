using AccessAudit.Approvals;
using AccessAudit.Grants;
using AccessAudit.Proposals;
using AccessAudit.Requests;
using AccessAudit.Sessions;

namespace AccessAudit.Lifecycles;

/// <summary>The life cycles, once. Every step but those of time alone is one entry in the client's log.</summary>
public static class LifecycleTables
{
    public static Lifecycle<RequestState> Request { get; } = new("Access request",
        new(null, RequestState.Pending, "request.submitted", "technician"),
        new(RequestState.Pending, RequestState.Pending, "request.questioned", "approver"),
        new(RequestState.Pending, RequestState.Pending, "request.answered", "the technician who asked"),
        new(RequestState.Pending, RequestState.Approved, "approval.approved", "approver, with a code"),
        new(RequestState.Pending, RequestState.Refused, "approval.refused", "approver"),
        new(RequestState.Pending, RequestState.Withdrawn, "request.withdrawn", "the technician who asked"),
        new(RequestState.Pending, RequestState.Expired, "request.expired", "silence"));

    public static Lifecycle<ApprovalState> Approval { get; } = new("Approval",
        new(null, ApprovalState.Requested, "request.submitted", "technician"),
        new(ApprovalState.Requested, ApprovalState.Approved, "approval.approved", "approver, with a code"),
        new(ApprovalState.Requested, ApprovalState.Refused, "approval.refused", "approver"),
        new(ApprovalState.Requested, ApprovalState.Withdrawn, "request.withdrawn", "the technician who asked"),
        new(ApprovalState.Requested, ApprovalState.Expired, "request.expired", "silence"));

    public static Lifecycle<GrantState> Grant { get; } = new("Grant",
        new(null, GrantState.Scheduled, "grant.scheduled", "the last approval needed"),
        new(GrantState.Scheduled, GrantState.Ready, null, "its opening time"),
        new(GrantState.Scheduled, GrantState.Active, "grant.activated", "the technician, with a code"),
        new(GrantState.Ready, GrantState.Active, "grant.activated", "the technician, with a code"),
        new(GrantState.Scheduled, GrantState.Scheduled, "grant.extended", "approver, on a request of its own"),
        new(GrantState.Ready, GrantState.Ready, "grant.extended", "approver, on a request of its own"),
        new(GrantState.Active, GrantState.Active, "grant.extended", "approver, on a request of its own"),
        new(GrantState.Scheduled, GrantState.Ended, "grant.ended", "revocation, expiry, change of scope"),
        new(GrantState.Ready, GrantState.Ended, "grant.ended", "revocation, expiry, change of scope"),
        new(GrantState.Active, GrantState.Ended, "grant.ended", "revocation, expiry, change of scope"));

    public static Lifecycle<SessionState> Session { get; } = new("Session",
        new(null, SessionState.Connecting, "session.requested", "the technician, with a code"),
        new(SessionState.Connecting, SessionState.Live, "session.started", "the gateway"),
        new(SessionState.Connecting, SessionState.Connecting, "session.kill_requested", "client or provider security"),
        new(SessionState.Live, SessionState.Live, "session.kill_requested", "client or provider security"),
        new(SessionState.Ending, SessionState.Ending, "session.kill_requested", "client or provider security"),
        new(SessionState.Live, SessionState.Ending, null, "the gateway, while it cuts and closes the recording"),
        new(SessionState.Connecting, SessionState.Ending, null, "the gateway, while it cuts and closes the recording"),
        new(SessionState.Connecting, SessionState.Ended, "session.ended", "technician, target, expiry, revocation, stop"),
        new(SessionState.Live, SessionState.Ended, "session.ended", "technician, target, expiry, revocation, stop"),
        new(SessionState.Ending, SessionState.Ended, "session.ended", "technician, target, expiry, revocation, stop"),
        new(SessionState.Ended, SessionState.Sealed, "recording.sealed", "the gateway"),
        new(SessionState.Connecting, SessionState.Lost, "session.lost", "a restart after a crash"),
        new(SessionState.Live, SessionState.Lost, "session.lost", "a restart after a crash"),
        new(SessionState.Ending, SessionState.Lost, "session.lost", "a restart after a crash"));

    public static Lifecycle<ProposalState> Proposal { get; } = new("Proposed contract version",
        new(null, ProposalState.Pending, "proposal.made", "provider-admin, client-admin, or an operator's import"),
        new(ProposalState.Pending, ProposalState.Accepted, "proposal.accepted", "client-admin, with a code"),
        new(ProposalState.Pending, ProposalState.Refused, "proposal.refused", "client-admin"),
        new(ProposalState.Pending, ProposalState.Withdrawn, "proposal.withdrawn", "who proposed it"),
        new(ProposalState.Pending, ProposalState.Expired, "proposal.expired", "silence for 14 days"),
        new(ProposalState.Pending, ProposalState.Overtaken, "proposal.overtaken", "another one accepted first"));

    public static IReadOnlyList<ILifecycle> All { get; } = [Request, Approval, Grant, Session, Proposal];
}
