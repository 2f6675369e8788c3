namespace AccessAudit.Requests;

/// <summary>What a technician asks for.</summary>
/// <param name="Client">The client's id.</param>
/// <param name="Target">The target's slug or id.</param>
/// <param name="From">The wished start; null = as soon as approved.</param>
/// <param name="DataCategories">Null = every category that the target holds.</param>
/// <param name="Extends">The grant to be prolonged; target, account and protocol must then be the grant's.</param>
public sealed record SubmitRequest(
    string Client, string Target, string Account, string Protocol, string Reason, string? Ticket, int Minutes,
    DateTimeOffset? From = null, string[]? DataCategories = null, string? Extends = null);
