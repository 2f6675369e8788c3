using AccessAudit.Search.Index;

namespace AccessAudit.Web.Pages.Sessions;

public enum StoryPhase { Before, Opening, During, End, Since }

/// <summary>One line of a session's story.</summary>
/// <param name="Title">What happened, in a few words; null when <paramref name="Command"/> says it.</param>
/// <param name="Command">What was named, exactly as the log has it.</param>
/// <param name="Detail">Its measures, under it.</param>
/// <param name="Proof">A second entry, which the detail is taken from.</param>
/// <param name="Odd">It was refused, failed or is out of the ordinary.</param>
public sealed record StoryStep(
    AuditHit Hit, StoryPhase Phase, string Icon, string? Title, string? Command, string? Detail, long? Proof, bool Odd);
