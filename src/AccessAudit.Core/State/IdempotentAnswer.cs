namespace AccessAudit.State;

/// <summary>
/// An answered POST, kept under the caller's <c>Idempotency-Key</c>: the same key and body gets the same answer, and waits
/// for the same entries; the same key with another body is refused.
/// </summary>
public sealed record IdempotentAnswer : IRow
{
    public required string Organization { get; init; }
    public required string Person { get; init; }
    public required string Key { get; init; }

    /// <summary>SHA-256, lower-case hex, over method, path and body.</summary>
    public required string RequestHash { get; init; }
    public required int Status { get; init; }
    public required string Body { get; init; }

    /// <summary>Event ids (client/event) that must be under a signed head before the answer may go out.</summary>
    public required string[] Awaits { get; init; }
    public required DateTimeOffset At { get; init; }
}
