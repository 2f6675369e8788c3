namespace AccessAudit.Cli.Requests;

/// <summary>A request as the API shows it; what a terminal needs of it.</summary>
sealed record RequestFacts(
    string Id, string State, string Target, string Account, string Protocol, string Reason, int Minutes,
    PersonFacts Requester, DateTimeOffset AskedAt, DateTimeOffset ValidUntil, IReadOnlyList<string> DataCategories,
    IReadOnlyList<DecisionFacts> Decisions, IReadOnlyList<NoteFacts> Notes, string? Ticket = null,
    DateTimeOffset? From = null, string? Extends = null, string? Grant = null)
{
    public bool IsPending => State == "pending";
}

sealed record PersonFacts(string Login, string Name, string Organization);

sealed record DecisionFacts(PersonFacts Person, bool Approved, DateTimeOffset At, string? Reason = null, int? Minutes = null);

/// <param name="Question">True when the client asks, false when the technician answers.</param>
sealed record NoteFacts(bool Question, PersonFacts Person, string Text);
