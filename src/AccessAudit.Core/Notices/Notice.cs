using AccessAudit.State;

namespace AccessAudit.Notices;

/// <summary>
/// Something that one person should know, kept until they have seen it. It proves nothing and decides nothing: what
/// happened stands in the client's log, under <see cref="Event"/>.
/// </summary>
public sealed record Notice : IRow
{
    public required string Organization { get; init; }
    public required string Person { get; init; }

    /// <summary>The same for the same news, so that two processes tell it once.</summary>
    public required string Id { get; init; }

    /// <summary>The client it happened at.</summary>
    public required string Client { get; init; }

    /// <summary>A word of <see cref="NoticeBoard.Kinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>
    /// The entry that tells it; null when time alone gave cause (<c>grant.ending</c>, <c>request.lapsing</c>).
    /// </summary>
    public string? Event { get; init; }

    /// <summary>
    /// What to open: the id of the request, grant, session, proposal or person; null for the client itself.
    /// </summary>
    public string? Subject { get; init; }

    /// <summary>What the sentence names, in its order.</summary>
    public required string[] Arguments { get; init; }
    public required DateTimeOffset At { get; init; }
    public DateTimeOffset? SeenAt { get; init; }
}
