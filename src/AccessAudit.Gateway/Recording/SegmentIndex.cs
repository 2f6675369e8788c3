using System.Globalization;
using AccessAudit.Sealing.Recordings;

namespace AccessAudit.Gateway.Recording;

/// <summary>
/// <c>segments.index</c> in a session's folder: what the shelf cannot read from sealed files without the client's key.
/// <code>
/// 1 {sha256} {bytes} {firstNs} {lastNs} LF     written before segment 1 gets its name
/// closed {count} {totalBytes} LF               written when the recording ended well
/// </code>
/// It is not flushed on its own: after a power cut its last lines may be missing or torn. Readers then do without the times,
/// which the log holds as well.
/// </summary>
sealed class SegmentIndex(string folder) : IDisposable
{
    public const string FileName = "segments.index";
    const int LongestFile = 128 * 1024 * 1024;
    readonly FileStream _file = new(
        Path.Combine(folder, FileName), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);

    public void Append(SealedSegment segment) => WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{segment.Sequence} {segment.Sha256} {segment.Bytes} {segment.FirstNanoseconds} {segment.LastNanoseconds}"));

    public void Close(int count, long totalBytes)
    {
        WriteLine(string.Create(CultureInfo.InvariantCulture, $"closed {count} {totalBytes}"));
        _file.Flush(flushToDisk: true);
    }

    public void Dispose() => _file.Dispose();

    /// <summary>What the index of a folder says, empty when there is none; lines that say nothing are passed over.</summary>
    public static (IReadOnlyDictionary<int, SealedSegment> Segments, RecordingEnd? Closed) Read(string folder)
    {
        var segments = new Dictionary<int, SealedSegment>();
        RecordingEnd? closed = null;
        var file = new FileInfo(Path.Combine(folder, FileName));
        if (!file.Exists || file.Length > LongestFile)
        {
            return (segments, closed);
        }

        foreach (var line in Lines(file))
        {
            var words = line.Split(' ');
            if (words is ["closed", var count, var total] && int.TryParse(count, out var n) && long.TryParse(total, out var t))
            {
                closed = new RecordingEnd(n, t);
            }
            else if (Segment(words) is { } segment)
            {
                segments[segment.Sequence] = segment;
            }
        }

        return (segments, closed);
    }

    static string[] Lines(FileInfo file)
    {
        using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);

        // A last line without its LF is one being written or torn.
        var lines = reader.ReadToEnd().Split('\n');
        return lines[..^1];
    }

    static SealedSegment? Segment(string[] words) =>
        words is [var sequence, { Length: 64 } sha256, var bytes, var first, var last]
        && int.TryParse(sequence, out var n)
        && long.TryParse(bytes, out var length)
        && ulong.TryParse(first, out var firstTime)
        && ulong.TryParse(last, out var lastTime)
            ? new SealedSegment(n, RecordingFormat.SegmentFile(n), sha256, length, firstTime, lastTime)
            : null;

    void WriteLine(string line) => _file.Write(System.Text.Encoding.ASCII.GetBytes(line + "\n"));
}
