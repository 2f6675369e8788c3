using AccessAudit.State;

namespace AccessAudit.People;

/// <summary>
/// The provider (one for an instance) or a client. The id is ten random characters <c>[a-z0-9]</c>, for ever.
/// </summary>
public sealed record Organization : IRow
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required bool IsProvider { get; init; }
}

/// <summary>
/// The name by which one person appears in one client's log; who it is stands in <c>identity.bound</c> only.
/// </summary>
public sealed record Pseudonym : IRow
{
    public required string Client { get; init; }
    public required string Organization { get; init; }
    public required string Person { get; init; }

    /// <summary>Random, <c>p-</c> and ten characters; unique in the client's log.</summary>
    public required string Value { get; init; }
}
