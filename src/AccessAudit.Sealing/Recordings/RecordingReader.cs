using AccessAudit.Sealing.Age;

namespace AccessAudit.Sealing.Recordings;

/// <summary>Opens the segments of a recording one after the other and yields what happened, in order.</summary>
public static class RecordingReader
{
    /// <summary>The header of the first segment, or null when nothing was recorded.</summary>
    /// <exception cref="RecordingFormatException">The recording breaks its format.</exception>
    /// <exception cref="AgeException">A segment does not open.</exception>
    public static SegmentHeader? ReadHeader(RecordingSource source, IReadOnlyList<AgeIdentity> identities)
    {
        if (source.Count == 0)
        {
            return null;
        }

        using var plaintext = new AgeReader(new MemoryStream(source.Segment(1)), identities);
        return SegmentHeader.Read(plaintext);
    }

    /// <summary>
    /// Every chunk of every segment. Chunks are yielded as they are authenticated: an error may come after some of them.
    /// All segments must be of one session, numbered in order, and time must not run backwards.
    /// </summary>
    /// <exception cref="RecordingFormatException">The recording breaks its format.</exception>
    /// <exception cref="AgeException">A segment does not open, or is damaged.</exception>
    public static IEnumerable<RecordedChunk> Read(RecordingSource source, IReadOnlyList<AgeIdentity> identities)
    {
        SegmentHeader? first = null;
        ulong time = 0;
        for (var sequence = 1; sequence <= source.Count; sequence++)
        {
            using var plaintext = new AgeReader(new MemoryStream(source.Segment(sequence)), identities);
            var header = SegmentHeader.Read(plaintext);
            first ??= header;
            Check(source, first, header, sequence);
            while (ChunkCodec.Read(plaintext) is { } chunk)
            {
                if (chunk.Nanoseconds < time)
                {
                    throw new RecordingFormatException($"Time runs backwards in segment {sequence}.");
                }

                time = chunk.Nanoseconds;
                yield return chunk;
            }
        }
    }

    static void Check(RecordingSource source, SegmentHeader first, SegmentHeader header, int sequence)
    {
        if (header != first with { Sequence = sequence } || (source.List is { } list && list.Session != header.Session))
        {
            throw new RecordingFormatException(
                $"The file of segment {sequence} holds segment {header.Sequence} of session {header.Session}.");
        }
    }
}
