using System.Buffers;
using System.Text.Json;

namespace AccessAudit.Sealing.Recordings;

/// <summary>One sealed segment, as the log and <c>segments.json</c> name it.</summary>
/// <param name="Sequence">1, 2, 3 ... without holes.</param>
/// <param name="File">File name in the session's folder.</param>
/// <param name="Sha256">Hash of the sealed file, 64 lower-case hex digits.</param>
/// <param name="Bytes">Length of the sealed file.</param>
/// <param name="FirstNanoseconds">Time of the first chunk inside, since the session's start; null when unknown here.</param>
/// <param name="LastNanoseconds">Time of the last chunk inside; null when unknown here.</param>
public sealed record SealedSegment(
    int Sequence, string File, string Sha256, long Bytes, ulong? FirstNanoseconds, ulong? LastNanoseconds);

/// <summary>How a recording ended: so many segments, so many sealed bytes in all.</summary>
public sealed record RecordingEnd(int Count, long TotalBytes);

/// <summary>
/// <c>segments.json</c>: what a recording consists of.
/// <code>
/// {"session":"s1","segments":[{"seq":1,"file":"000001.age","sha256":"…","bytes":1234,"firstNs":0,"lastNs":99}],
///  "closed":{"count":1,"totalBytes":1234}}
/// </code>
/// <c>closed</c> is null while the session runs and for ever after a crash: the end of such a recording may be missing.
/// The file is a convenience: what it says is proved by the same facts in the client's log.
/// </summary>
public sealed record SegmentList(string Session, IReadOnlyList<SealedSegment> Segments, RecordingEnd? Closed)
{
    public byte[] ToBytes()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("session", Session);
            json.WriteStartArray("segments");
            foreach (var segment in Segments)
            {
                Write(json, segment);
            }

            json.WriteEndArray();
            if (Closed is null)
            {
                json.WriteNull("closed");
            }
            else
            {
                json.WriteStartObject("closed");
                json.WriteNumber("count", Closed.Count);
                json.WriteNumber("totalBytes", Closed.TotalBytes);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads the list and checks that it agrees with itself.</summary>
    /// <exception cref="RecordingFormatException">Malformed, with holes, or its closing disagrees with its segments.</exception>
    public static SegmentList Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 4 });
            var root = document.RootElement;
            var list = new SegmentList(
                root.GetProperty("session").GetString() ?? "",
                [.. root.GetProperty("segments").EnumerateArray().Select(Segment)],
                root.TryGetProperty("closed", out var closed) && closed.ValueKind != JsonValueKind.Null
                    ? new RecordingEnd(closed.GetProperty("count").GetInt32(), closed.GetProperty("totalBytes").GetInt64())
                    : null);
            list.Check();
            return list;
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException or FormatException
            or KeyNotFoundException)
        {
            throw new RecordingFormatException($"segments.json is malformed: {cause.Message}", cause);
        }
    }

    void Check()
    {
        for (var i = 0; i < Segments.Count; i++)
        {
            var segment = Segments[i];
            if (segment.Sequence != i + 1 || segment.File != RecordingFormat.SegmentFile(i + 1))
            {
                throw new RecordingFormatException($"segments.json: entry {i + 1} is segment {segment.Sequence} in "
                    + $"'{EscapedText.Of(segment.File)}'; a segment is missing or out of order.");
            }
        }

        if (!RecordingFormat.IsPlainId(Session))
        {
            throw new RecordingFormatException("segments.json names no plain session id.");
        }

        if (Closed is not null && Closed != new RecordingEnd(Segments.Count, Segments.Sum(s => s.Bytes)))
        {
            throw new RecordingFormatException("segments.json: the closing count or total disagrees with the segments.");
        }
    }

    static void Write(Utf8JsonWriter json, SealedSegment segment)
    {
        json.WriteStartObject();
        json.WriteNumber("seq", segment.Sequence);
        json.WriteString("file", segment.File);
        json.WriteString("sha256", segment.Sha256);
        json.WriteNumber("bytes", segment.Bytes);
        if (segment.FirstNanoseconds is { } first)
        {
            json.WriteNumber("firstNs", first);
        }

        if (segment.LastNanoseconds is { } last)
        {
            json.WriteNumber("lastNs", last);
        }

        json.WriteEndObject();
    }

    static SealedSegment Segment(JsonElement json) => new(
        json.GetProperty("seq").GetInt32(),
        json.GetProperty("file").GetString() ?? "",
        json.GetProperty("sha256").GetString() ?? "",
        json.GetProperty("bytes").GetInt64(),
        json.TryGetProperty("firstNs", out var first) ? first.GetUInt64() : null,
        json.TryGetProperty("lastNs", out var last) ? last.GetUInt64() : null);
}
