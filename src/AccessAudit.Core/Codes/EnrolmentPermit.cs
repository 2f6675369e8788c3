using AccessAudit.State;

namespace AccessAudit.Codes;

/// <summary>
/// That a person may enrol an authenticator, once. Without one nobody brings a phone, however well they sign in:
/// whoever runs the identity provider must not be able to take a client person's place.
/// </summary>
public sealed record EnrolmentPermit : IRow
{
    public required string Organization { get; init; }
    public required string Person { get; init; }
    public required PermitCause Cause { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>Null = until it is used: the first people of a client, and the provider's.</summary>
    public DateTimeOffset? Until { get; init; }

    public bool IsGoodAt(DateTimeOffset now) => Until is not { } until || now < until;
}

/// <summary>
/// Who let them: the contract that named them, a colleague with a code, or a recovery code of their own.
/// </summary>
public enum PermitCause { Contract, Allowed, Reset, Recovery }
