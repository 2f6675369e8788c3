using System.Text.RegularExpressions;

namespace AccessAudit.Sealing.Recordings;

/// <summary>
/// Names and bounds of the recording format, version 1 (docs/recording-format.md). The bounds protect readers from a hostile
/// file; a writer that keeps them is never refused.
/// </summary>
public static partial class RecordingFormat
{
    /// <summary>First line of every segment.</summary>
    public const string MagicLine = "accessaudit-recording v1";

    /// <summary>Longest content of one chunk, in bytes.</summary>
    public const int MaxChunk = 256 * 1024;

    /// <summary>Bytes before the content of a chunk: time 8, channel 4, kind 1, length 4.</summary>
    public const int ChunkHeader = 17;

    /// <summary>Longest sealed segment, in bytes.</summary>
    public const int MaxSegmentFile = 16 * 1024 * 1024;

    /// <summary>Most segments of one session: their file names have six digits.</summary>
    public const int MaxSegments = 999_999;

    /// <summary>File that lists the segments, see <see cref="SegmentList"/>.</summary>
    public const string ListFile = "segments.json";

    /// <summary>Channel number of what concerns the session itself; the channels of a session count from 1.</summary>
    public const uint SessionChannel = 0;

    /// <summary>File name of the sealed segment <paramref name="sequence"/> (1, 2, 3 ...).</summary>
    public static string SegmentFile(int sequence) => FormattableString.Invariant($"{sequence:D6}.age");

    /// <summary>The sequence number in a segment's file name, or null when it is no such name.</summary>
    public static int? SequenceOf(string fileName) =>
        SegmentName().IsMatch(fileName) && int.Parse(fileName.AsSpan(0, 6), provider: null) is > 0 and var sequence
            ? sequence
            : null;

    /// <summary>Whether an id is plain enough to be a folder name: 1 to 64 of a-z, 0-9, _ and -.</summary>
    public static bool IsPlainId(string id) => PlainId().IsMatch(id);

    [GeneratedRegex(@"\A[0-9]{6}\.age\z")]
    private static partial Regex SegmentName();

    [GeneratedRegex(@"\A[a-z0-9_-]{1,64}\z")]
    private static partial Regex PlainId();
}
