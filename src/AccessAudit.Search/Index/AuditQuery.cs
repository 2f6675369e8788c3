namespace AccessAudit.Search.Index;

/// <summary>Every filter given must hold.</summary>
public sealed record AuditQuery
{
    public required string Client { get; init; }

    /// <summary>Words, all of which must occur (as beginnings of words, accents ignored).</summary>
    public string? Text { get; init; }

    /// <summary>A pseudonym, or a part of a name or login.</summary>
    public string? Actor { get; init; }

    /// <summary>A part of a target's name, a command or a path.</summary>
    public string? ObjectName { get; init; }
    public string? DataClass { get; init; }

    /// <summary>A catalogue name, or its first part: <c>session</c> finds <c>session.command</c>.</summary>
    public string? Action { get; init; }
    public string? Session { get; init; }

    /// <summary>A request's id: its whole story, the grant and the sessions under it included.</summary>
    public string? Request { get; init; }
    public DateTimeOffset? From { get; init; }

    /// <summary>Exclusive.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary><c>fr</c> or <c>en</c>: language of <see cref="AuditHit.Text"/>.</summary>
    public string Locale { get; init; } = "en";
    public string? Cursor { get; init; }

    /// <summary>1-200.</summary>
    public int Limit { get; init; } = 50;
}

/// <param name="Next">Cursor of the next page, null on the last.</param>
/// <param name="CompleteUpTo">The index holds every log entry below this one: what a reader may conclude from absence.</param>
public sealed record AuditPage(IReadOnlyList<AuditHit> Items, string? Next, long CompleteUpTo);

/// <param name="Actor">The person's name while its disclosure lives, else the pseudonym.</param>
/// <param name="Text">The catalogue's sentence in the reader's language.</param>
/// <param name="Highlights">HTML-encoded fragments in which <c>&lt;mark&gt;</c> shows the words found.</param>
/// <param name="LogIndex">Where the log proves it.</param>
/// <param name="Outcome"><c>success</c>, <c>failure</c> or <c>unknown</c>.</param>
/// <param name="Target">The target's name in the contract, when it concerns one.</param>
/// <param name="LeafHash">RFC 6962 leaf hash, lower-case hex.</param>
public sealed record AuditHit(
    string Id, string Kind, DateTimeOffset At, string Actor, string Text, IReadOnlyList<string> Highlights,
    string? Session, long LogIndex, string Outcome, string? Target, string LeafHash);
