using AccessAudit.Sealing.Recordings;

namespace AccessAudit.Gateway.Recording;

/// <summary>A recording that ended well: what the closing log entry says.</summary>
/// <param name="Count">Sealed segments.</param>
/// <param name="TotalBytes">Sum of their sealed lengths.</param>
/// <param name="Segments">All of them, in order.</param>
public sealed record RecordingClosed(int Count, long TotalBytes, IReadOnlyList<SealedSegment> Segments);
