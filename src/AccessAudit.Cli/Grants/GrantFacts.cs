using AccessAudit.Cli.Requests;

namespace AccessAudit.Cli.Grants;

/// <summary>A grant as the API shows it; what a terminal needs of it.</summary>
/// <param name="Connect">The exact command to type.</param>
sealed record GrantFacts(
    string Id, string Target, string Account, string Protocol, PersonFacts Technician, DateTimeOffset OpensAt,
    DateTimeOffset ClosesAt, string State, string Connect, string? EndedBy = null)
{
    public bool IsOpenAt(DateTimeOffset now) => State is "ready" or "active" or "scheduled" && OpensAt <= now && now < ClosesAt;
}
