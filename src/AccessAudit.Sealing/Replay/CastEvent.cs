namespace AccessAudit.Sealing.Replay;

/// <summary>What a screen saw: output (<c>o</c>) or a new size (<c>r</c>, as <c>80x24</c>), as asciicast v2 names them.</summary>
/// <param name="Nanoseconds">Since the session's start.</param>
public readonly record struct CastEvent(ulong Nanoseconds, char Code, string Data);
