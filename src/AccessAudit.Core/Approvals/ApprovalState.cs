namespace AccessAudit.Approvals;

/// <summary>The life of one client's answer to one request; <c>expired</c> is silence, which is a refusal.</summary>
public enum ApprovalState { Requested, Approved, Refused, Withdrawn, Expired }
