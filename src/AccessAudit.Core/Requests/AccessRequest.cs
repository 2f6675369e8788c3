using AccessAudit.State;

namespace AccessAudit.Requests;

/// <summary>A technician's ask for time-limited access. What an approval binds is <see cref="Hash"/>.</summary>
public sealed record AccessRequest : IVersionedRow
{
    public required string Client { get; init; }
    public required string Id { get; init; }
    public required RequestState State { get; init; }

    /// <summary>The technician who asks and who alone may use the grant.</summary>
    public required string RequesterOrganization { get; init; }
    public required string Requester { get; init; }
    public required string Target { get; init; }
    public required string Account { get; init; }
    public required string Protocol { get; init; }
    public required string Reason { get; init; }
    public string? Ticket { get; init; }
    public required int Minutes { get; init; }

    /// <summary>The wished start; null = as soon as approved.</summary>
    public DateTimeOffset? From { get; init; }
    public required string[] DataCategories { get; init; }
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>Undecided by then is refused: the earlier of the wished start and 24 h after asking.</summary>
    public required DateTimeOffset ValidUntil { get; init; }

    /// <summary>The grant that this request would extend.</summary>
    public string? Extends { get; init; }

    /// <summary>SHA-256, lower-case hex, over exactly what is approved.</summary>
    public required string Hash { get; init; }
    public string? Grant { get; init; }
    public int Version { get; init; }
}

/// <summary>The words of the life cycle; <c>refused</c> is a person's no, <c>expired</c> is silence.</summary>
public enum RequestState { Pending, Approved, Refused, Expired, Withdrawn }

/// <summary>A question by the client or an answer by the technician, in order.</summary>
public sealed record RequestNote : IRow
{
    public required string Client { get; init; }
    public required string Request { get; init; }
    public required int Number { get; init; }
    public required bool IsQuestion { get; init; }
    public required string Organization { get; init; }
    public required string Person { get; init; }
    public required string Text { get; init; }
    public required DateTimeOffset At { get; init; }
}
