namespace AccessAudit.Search.Index;

/// <summary>One log entry as the index keeps it: the envelope's members and what its living disclosures tell.</summary>
public sealed record AuditDocument
{
    public required string Client { get; init; }
    public required long LogIndex { get; init; }
    public required string EventId { get; init; }

    /// <summary>RFC 6962 leaf hash, lower-case hex: ties the document to the proof.</summary>
    public required string LeafHash { get; init; }
    public required string Kind { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>Pseudonym of this client's log, or <c>system</c>.</summary>
    public required string By { get; init; }
    public required string Outcome { get; init; }
    public string? Session { get; init; }
    public string? Target { get; init; }
    public string? Request { get; init; }
    public string? Grant { get; init; }

    /// <summary>Details and disclosed members by name, values as text.</summary>
    public required IReadOnlyDictionary<string, string> Members { get; init; }
}
