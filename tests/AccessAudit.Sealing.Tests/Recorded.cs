using System.Text;
using AccessAudit.Sealing.Age;
using AccessAudit.Sealing.Recordings;

namespace AccessAudit.Sealing.Tests;

/// <summary>Small recordings on disk.</summary>
static class Recorded
{
    public static readonly DateTimeOffset StartedAt = new(2026, 9, 1, 8, 0, 0, TimeSpan.Zero);

    public static RecordedChunk Output(ulong nanoseconds, string text, uint channel = 1) =>
        new(nanoseconds, channel, RecordKind.StandardOutput, Encoding.UTF8.GetBytes(text));

    public static RecordedChunk Of(ulong nanoseconds, RecordKind kind, byte[] data, uint channel = 1) =>
        new(nanoseconds, channel, kind, data);

    /// <summary>Writes one sealed segment per array of chunks, and segments.json.</summary>
    public static SegmentList Write(string folder, AgeRecipient recipient, params RecordedChunk[][] segments)
    {
        var list = new List<SealedSegment>();
        foreach (var chunks in segments)
        {
            using var file = File.Create(Path.Combine(folder, RecordingFormat.SegmentFile(list.Count + 1)));
            using var writer = new SegmentWriter(file, [recipient], new SegmentHeader("s1", list.Count + 1, StartedAt));
            foreach (var chunk in chunks)
            {
                writer.Write(Bytes(chunk), chunk.Nanoseconds, chunk.Nanoseconds);
            }

            list.Add(writer.Complete());
        }

        var all = new SegmentList("s1", list, new RecordingEnd(list.Count, list.Sum(s => s.Bytes)));
        File.WriteAllBytes(Path.Combine(folder, RecordingFormat.ListFile), all.ToBytes());
        return all;
    }

    public static byte[] Bytes(RecordedChunk chunk)
    {
        var bytes = new byte[RecordingFormat.ChunkHeader + chunk.Data.Length];
        ChunkCodec.Write(bytes, chunk.Nanoseconds, chunk.Channel, chunk.Kind, chunk.Data.Span);
        return bytes;
    }
}
