using System.Buffers.Binary;

namespace AccessAudit.Sealing.Recordings;

/// <summary>
/// The bytes of a chunk, integers big-endian:
/// <code>u64 nanoseconds ‖ u32 channel ‖ u8 kind ‖ u32 length ‖ content</code>
/// </summary>
public static class ChunkCodec
{
    /// <summary>Writes header and content; <paramref name="destination"/> must have room for both.</summary>
    /// <returns>The bytes written.</returns>
    public static int Write(
        Span<byte> destination, ulong nanoseconds, uint channel, RecordKind kind, ReadOnlySpan<byte> content)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, nanoseconds);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], channel);
        destination[12] = (byte)kind;
        BinaryPrimitives.WriteUInt32BigEndian(destination[13..], (uint)content.Length);
        content.CopyTo(destination[RecordingFormat.ChunkHeader..]);
        return RecordingFormat.ChunkHeader + content.Length;
    }

    /// <summary>Time and whole length (header and content) of the chunk that starts <paramref name="chunks"/>.</summary>
    public static (ulong Nanoseconds, int Length) Measure(ReadOnlySpan<byte> chunks) =>
        (BinaryPrimitives.ReadUInt64BigEndian(chunks),
            RecordingFormat.ChunkHeader + (int)BinaryPrimitives.ReadUInt32BigEndian(chunks[13..]));

    /// <summary>Reads the next chunk, or null at the end of the segment.</summary>
    /// <exception cref="RecordingFormatException">A chunk is cut, too long, or of an unknown kind.</exception>
    public static RecordedChunk? Read(Stream plaintext)
    {
        Span<byte> header = stackalloc byte[RecordingFormat.ChunkHeader];
        var read = plaintext.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (read == 0)
        {
            return null;
        }

        if (read < header.Length)
        {
            throw new RecordingFormatException("The segment ends within the header of a chunk.");
        }

        var kind = (RecordKind)header[12];
        var length = BinaryPrimitives.ReadUInt32BigEndian(header[13..]);
        if (kind is < RecordKind.StandardOutput or > RecordKind.Note)
        {
            throw new RecordingFormatException($"A chunk is of the unknown kind {header[12]}.");
        }

        if (length > RecordingFormat.MaxChunk)
        {
            throw new RecordingFormatException($"A chunk claims {length} bytes, more than {RecordingFormat.MaxChunk}.");
        }

        var content = new byte[length];
        return plaintext.ReadAtLeast(content, content.Length, throwOnEndOfStream: false) == content.Length
            ? new RecordedChunk(
                BinaryPrimitives.ReadUInt64BigEndian(header), BinaryPrimitives.ReadUInt32BigEndian(header[8..]), kind, content)
            : throw new RecordingFormatException("The segment ends within a chunk.");
    }
}
