using System.Text.Json.Serialization;

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

    /// <summary>The one target, by its id.</summary>
    public string? Target { get; init; }

    /// <summary>A catalogue name, or its first part: <c>session</c> finds <c>session.command</c>.</summary>
    public string? Action { get; init; }

    /// <summary>Only these catalogue names; empty = all.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];
    public string? Session { get; init; }

    /// <summary>A request's id: its whole story, the grant and the sessions under it included.</summary>
    public string? Request { get; init; }

    /// <summary>What led to a session and what happened in it.</summary>
    public SessionStory? Story { get; init; }
    public DateTimeOffset? From { get; init; }

    /// <summary>Exclusive.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary><c>fr</c> or <c>en</c>: language of <see cref="AuditHit.Text"/>.</summary>
    public string Locale { get; init; } = "en";
    public string? Cursor { get; init; }

    /// <summary>In the order of the log; otherwise newest first.</summary>
    public bool OldestFirst { get; init; }

    /// <summary>1-200.</summary>
    public int Limit { get; init; } = 50;
}

/// <summary>
/// The entries of the session itself, and those of its request and grant that belong to no session: another session under
/// the same grant is another story.
/// </summary>
public sealed record SessionStory(string Session, string Request, string Grant);

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
    string? Session, long LogIndex, string Outcome, string? Target, string LeafHash)
{
    /// <summary>What the sentence was made of. For pages, which choose what they show; it is in no answer of the API.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, string> Members { get; init; } = new Dictionary<string, string>();
}

/// <summary>What one person did on one target, counted over every entry that a query finds.</summary>
/// <param name="By">The pseudonym.</param>
/// <param name="Actor">The person's name while its disclosure lives, else the pseudonym.</param>
/// <param name="Target">The target's id, and its name in the contract.</param>
/// <param name="Sessions">Different sessions.</param>
/// <param name="Acts">Entries.</param>
/// <param name="Naming">Entries among them that name an object: a command, a path.</param>
/// <param name="NamingSessions">Sessions that hold at least one of those.</param>
public sealed record AuditCell(
    string By, string Actor, string Target, string TargetName, long Sessions, long Acts, long Naming,
    long NamingSessions);

/// <summary>How many entries the index holds of a span of time, and the first and last log index among them.</summary>
public sealed record AuditCount(long Entries, long? First, long? Last);
