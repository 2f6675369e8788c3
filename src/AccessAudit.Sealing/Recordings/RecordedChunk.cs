namespace AccessAudit.Sealing.Recordings;

/// <summary>One thing that happened in a session.</summary>
/// <param name="Nanoseconds">Monotonic time since the session started.</param>
/// <param name="Channel">The channel concerned, from 1; 0 is the session itself.</param>
/// <param name="Kind">What <paramref name="Data"/> holds.</param>
/// <param name="Data">At most <see cref="RecordingFormat.MaxChunk"/> bytes.</param>
public sealed record RecordedChunk(ulong Nanoseconds, uint Channel, RecordKind Kind, ReadOnlyMemory<byte> Data);
