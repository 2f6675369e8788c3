using AccessAudit.Sealing.Age;
using AccessAudit.Sealing.Recordings;

namespace AccessAudit.Gateway.Recording;

/// <summary>What a <see cref="SessionRecorder"/> needs to start.</summary>
public sealed record RecorderOptions
{
    /// <summary>The session's own folder, created by the recorder; nothing else may write there.</summary>
    public required string Folder { get; init; }

    /// <summary>The session's id: 1 to 64 of a-z, 0-9, _ and -.</summary>
    public required string Session { get; init; }

    /// <summary>Who can open the recording: the client's keys, never the provider's.</summary>
    public required IReadOnlyList<AgeRecipient> Recipients { get; init; }

    /// <summary>Clock of the chunks' times and of the segments' age.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>A segment is sealed before its plaintext grows beyond this many bytes.</summary>
    public int SegmentBytes { get; init; } = 1024 * 1024;

    /// <summary>A segment is sealed at the latest so long after its first chunk: what a crash can lose.</summary>
    public TimeSpan SegmentAge { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many bytes may wait for the disk and the log before writers have to wait.</summary>
    public int QueueBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// Told of each segment once it is durable, in order, one at a time; it appends the log entry. The next segment is sealed
    /// only after it returned, and what it throws fails the recording.
    /// </summary>
    public required Func<SealedSegment, CancellationToken, Task> OnSealed { get; init; }

    internal void Check()
    {
        var largest = RecordingFormat.MaxChunk + RecordingFormat.ChunkHeader;
        var errors = new List<string>();
        if (!RecordingFormat.IsPlainId(Session))
        {
            errors.Add("the session id is not 1 to 64 of a-z, 0-9, _ and -");
        }

        if (Recipients.Count == 0)
        {
            errors.Add("there is no recipient to seal to");
        }

        if (SegmentBytes < 1 || SegmentBytes > RecordingFormat.MaxSegmentFile / 2)
        {
            errors.Add($"SegmentBytes is not 1 to {RecordingFormat.MaxSegmentFile / 2}");
        }

        if (QueueBytes < largest || QueueBytes > 64 * 1024 * 1024)
        {
            errors.Add($"QueueBytes is not {largest} to 64 MiB");
        }

        if (SegmentAge <= TimeSpan.Zero)
        {
            errors.Add("SegmentAge is not positive");
        }

        if (errors.Count > 0)
        {
            throw new ArgumentException($"A recording cannot start: {string.Join("; ", errors)}.");
        }
    }
}
