using System.Security.Cryptography;
using NSec.Cryptography;
using AeadAlgorithm = NSec.Cryptography.AeadAlgorithm;

namespace AccessAudit.Sealing.Age;

/// <summary>
/// Opens an age v1 file as a stream. Only authenticated plaintext comes out, chunk by chunk; a damaged, truncated or
/// continued file throws <see cref="AgeException"/> where it breaks, so a caller that must have all or nothing reads to the
/// end first. age does not say who sealed: origin comes from the hash in the log.
/// The source stays open. Not safe for concurrent use.
/// </summary>
#pragma warning disable CA1710 // it reads age files, and happens to be a Stream: the name says the first
public sealed class AgeReader : Stream
#pragma warning restore CA1710
{
    readonly Stream _source;
    readonly Key _key;

    // One byte more than a chunk: whether it arrives tells if this chunk is the last.
    readonly byte[] _sealed = new byte[AgeFormat.SealedChunkLength + 1];
    readonly byte[] _plain = GC.AllocateUninitializedArray<byte>(AgeFormat.ChunkLength, pinned: true);
    int _carried;
    int _position;
    int _available;
    ulong _counter;
    bool _ended;

    /// <summary>Reads and checks the header at once.</summary>
    /// <exception cref="AgeException">The header is refused, or no identity opens it.</exception>
    public AgeReader(Stream source, IReadOnlyList<AgeIdentity> identities)
    {
        var header = AgeHeader.Read(source);
        Span<byte> fileKey = stackalloc byte[AgeFormat.FileKeyLength];
        try
        {
            header.Unwrap(identities, fileKey);
            Span<byte> nonce = stackalloc byte[AgeFormat.PayloadNonceLength];
            if (source.ReadAtLeast(nonce, nonce.Length, throwOnEndOfStream: false) < nonce.Length)
            {
                throw new AgeException(AgeFailure.Header, "The file ends within the nonce of its payload.");
            }

            _source = source;
            _key = AgeFormat.PayloadKey(fileKey, nonce);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(fileKey);
        }
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.Length == 0)
        {
            return 0;
        }

        if (_position == _available && !OpenChunk())
        {
            return 0;
        }

        var part = Math.Min(buffer.Length, _available - _position);
        _plain.AsSpan(_position, part).CopyTo(buffer);
        _position += part;
        return part;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        CryptographicOperations.ZeroMemory(_plain);
        _key.Dispose();
        base.Dispose(disposing);
    }

    bool OpenChunk()
    {
        if (_ended)
        {
            return false;
        }

        var wanted = _sealed.Length - _carried;
        var read = _carried + _source.ReadAtLeast(_sealed.AsSpan(_carried), wanted, throwOnEndOfStream: false);
        var last = read < _sealed.Length;
        var length = Math.Min(read, AgeFormat.SealedChunkLength);

        // The last chunk may be empty only when the whole payload is.
        if (length < AgeFormat.TagLength || (length == AgeFormat.TagLength && _counter > 0))
        {
            throw new AgeException(AgeFailure.Payload, "The payload is truncated.");
        }

        Span<byte> nonce = stackalloc byte[12];
        AgeFormat.ChunkNonce(_counter, last, nonce);
        _available = length - AgeFormat.TagLength;
        _position = 0;
        if (!AeadAlgorithm.ChaCha20Poly1305.Decrypt(_key, nonce, [], _sealed.AsSpan(0, length), _plain.AsSpan(0, _available)))
        {
            _available = 0;
            throw new AgeException(AgeFailure.Payload, $"Chunk {_counter} of the payload is damaged, truncated or continued.");
        }

        _counter++;
        _ended = last;
        _sealed[0] = _sealed[^1];
        _carried = last ? 0 : 1;
        return _available > 0;
    }
}
