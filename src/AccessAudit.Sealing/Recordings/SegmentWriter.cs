using System.Security.Cryptography;
using AccessAudit.Sealing.Age;

namespace AccessAudit.Sealing.Recordings;

/// <summary>
/// Writes one segment: header, then chunks, sealed on the way, the sealed bytes hashed and counted.
/// Flushing and naming the file is the caller's business. Not safe for concurrent use.
/// </summary>
public sealed class SegmentWriter : IDisposable
{
    readonly HashingStream _hashing;
    readonly AgeWriter _age;
    ulong? _first;
    ulong? _last;

    /// <summary>Writes the age header and the segment's header at once. The destination stays open.</summary>
    public SegmentWriter(Stream destination, IReadOnlyList<AgeRecipient> recipients, SegmentHeader header)
    {
        Header = header;
        _hashing = new HashingStream(destination);
        _age = new AgeWriter(_hashing, recipients);
        _age.Write(header.ToBytes());
    }

    public SegmentHeader Header { get; }

    /// <summary>Bytes of chunks written so far, in clear.</summary>
    public long ChunkBytes { get; private set; }

    /// <summary>Writes whole chunks as <see cref="ChunkCodec.Write"/> lays them out.</summary>
    /// <param name="chunks">One chunk after the other, none cut.</param>
    /// <param name="first">Time of the first of them.</param>
    /// <param name="last">Time of the last of them.</param>
    public void Write(ReadOnlySpan<byte> chunks, ulong first, ulong last)
    {
        _age.Write(chunks);
        _first ??= first;
        _last = last;
        ChunkBytes += chunks.Length;
    }

    /// <summary>Seals the last bytes and says what was made. The caller flushes the destination.</summary>
    public SealedSegment Complete()
    {
        _age.Complete();
        return new SealedSegment(
            Header.Sequence,
            RecordingFormat.SegmentFile(Header.Sequence),
            Convert.ToHexStringLower(_hashing.Hash()),
            _hashing.Count,
            _first ?? 0,
            _last ?? 0);
    }

    public void Dispose()
    {
        _age.Dispose();
        _hashing.Dispose();
    }

    /// <summary>Passes bytes on, hashing them.</summary>
    sealed class HashingStream(Stream destination) : Stream
    {
        readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public long Count { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => Count;

        public override long Position
        {
            get => Count;
            set => throw new NotSupportedException();
        }

        public byte[] Hash() => _hash.GetHashAndReset();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            destination.Write(buffer);
            _hash.AppendData(buffer);
            Count += buffer.Length;
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush() => destination.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            _hash.Dispose();
            base.Dispose(disposing);
        }
    }
}
