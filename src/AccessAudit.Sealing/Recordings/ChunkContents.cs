using System.Buffers.Binary;

namespace AccessAudit.Sealing.Recordings;

/// <summary>Which stream of a channel a gap or digest is about.</summary>
public enum StreamId : byte
{
    /// <summary>What the technician's side sent: counted, never recorded.</summary>
    Input = 0,

    StandardOutput = 1,

    StandardError = 2,
}

/// <summary>Content of <see cref="RecordKind.Resize"/>: u32 columns ‖ u32 rows.</summary>
public readonly record struct TerminalSize(uint Columns, uint Rows)
{
    public byte[] ToBytes()
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Columns);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), Rows);
        return bytes;
    }

    /// <exception cref="RecordingFormatException">Not 8 bytes.</exception>
    public static TerminalSize Read(ReadOnlySpan<byte> content) =>
        content.Length == 8
            ? new(BinaryPrimitives.ReadUInt32BigEndian(content), BinaryPrimitives.ReadUInt32BigEndian(content[4..]))
            : throw new RecordingFormatException("The content of a resize is not 8 bytes.");
}

/// <summary>
/// Content of <see cref="RecordKind.Gap"/>: u8 stream ‖ u64 bytes. So many bytes of the stream, between what was recorded
/// before and what follows, were counted and hashed but not kept.
/// </summary>
public readonly record struct StreamGap(StreamId Stream, ulong Bytes)
{
    public byte[] ToBytes()
    {
        var bytes = new byte[9];
        bytes[0] = (byte)Stream;
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(1), Bytes);
        return bytes;
    }

    /// <exception cref="RecordingFormatException">Not 9 bytes, or of no known stream.</exception>
    public static StreamGap Read(ReadOnlySpan<byte> content) =>
        content.Length == 9 && content[0] <= 2
            ? new((StreamId)content[0], BinaryPrimitives.ReadUInt64BigEndian(content[1..]))
            : throw new RecordingFormatException("The content of a gap is not a stream and 8 bytes.");
}

/// <summary>
/// Content of <see cref="RecordKind.StreamDigest"/>: u8 stream ‖ u64 bytes ‖ SHA-256 of the whole stream (32 bytes, or none
/// where only the length was kept: the hash of a short password piped to a command would give it away).
/// </summary>
public sealed record StreamDigest(StreamId Stream, ulong Bytes, ReadOnlyMemory<byte> Sha256)
{
    public byte[] ToBytes()
    {
        var bytes = new byte[9 + Sha256.Length];
        bytes[0] = (byte)Stream;
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(1), Bytes);
        Sha256.Span.CopyTo(bytes.AsSpan(9));
        return bytes;
    }

    /// <exception cref="RecordingFormatException">Neither 9 nor 41 bytes, or of no known stream.</exception>
    public static StreamDigest Read(ReadOnlySpan<byte> content) =>
        content.Length is 9 or 41 && content[0] <= 2
            ? new((StreamId)content[0], BinaryPrimitives.ReadUInt64BigEndian(content[1..]), content[9..].ToArray())
            : throw new RecordingFormatException("The content of a digest is not a stream, 8 bytes and a SHA-256.");
}
