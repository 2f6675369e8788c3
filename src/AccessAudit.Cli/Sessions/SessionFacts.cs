using AccessAudit.Cli.Requests;

namespace AccessAudit.Cli.Sessions;

/// <summary>A session as the API shows it; what a terminal needs of it.</summary>
sealed record SessionFacts(
    string Id, string Target, string Account, PersonFacts Technician, string State, DateTimeOffset RequestedAt,
    DateTimeOffset? StartedAt = null, DateTimeOffset? EndedAt = null, string? EndedBy = null);

/// <param name="LogIndex">Where the client's log proves it.</param>
sealed record EventFacts(DateTimeOffset At, string Actor, string Text, long LogIndex);
