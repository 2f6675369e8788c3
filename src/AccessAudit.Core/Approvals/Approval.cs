using AccessAudit.State;

namespace AccessAudit.Approvals;

/// <summary>
/// One client person's decision on one request; it covers exactly <see cref="RequestHash"/>, <see cref="Minutes"/> and
/// the window.
/// </summary>
public sealed record Approval : IRow
{
    public required string Client { get; init; }
    public required string Request { get; init; }
    public required string Organization { get; init; }
    public required string Person { get; init; }
    public required bool Approved { get; init; }
    public string? Reason { get; init; }
    public required string RequestHash { get; init; }

    /// <summary>At most what was asked.</summary>
    public int Minutes { get; init; }
    public int CodeWindowMinutes { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>The journal's entry of this decision.</summary>
    public required string EventId { get; init; }
}
