using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;
using AeadAlgorithm = NSec.Cryptography.AeadAlgorithm;

namespace AccessAudit.Sealing.Age;

/// <summary>
/// Seals what is written to it into an age v1 file for one to many X25519 recipients, 64 KiB at a time: at most that much
/// plaintext is held, none reaches the destination.
/// A file is whole only after <see cref="Complete"/>; one that was merely disposed is truncated and readers refuse it.
/// The destination stays open. Not safe for concurrent use.
/// </summary>
#pragma warning disable CA1710 // it writes age files, and happens to be a Stream: the name says the first
public sealed class AgeWriter : Stream
#pragma warning restore CA1710
{
    readonly Stream _destination;
    readonly Key _key;
    readonly byte[] _plain = GC.AllocateUninitializedArray<byte>(AgeFormat.ChunkLength, pinned: true);
    readonly byte[] _sealed = new byte[AgeFormat.SealedChunkLength];
    int _held;
    ulong _counter;
    bool _completed;

    /// <summary>Writes the header at once.</summary>
    /// <exception cref="ArgumentException">There is no recipient, or more than 20 (what we read back is bounded).</exception>
    public AgeWriter(Stream destination, IReadOnlyList<AgeRecipient> recipients)
    {
        if (recipients.Count is 0 or > AgeHeader.MaxStanzas)
        {
            throw new ArgumentException("An age file is sealed to 1 to 20 recipients.", nameof(recipients));
        }

        _destination = destination;
        Span<byte> fileKey = stackalloc byte[AgeFormat.FileKeyLength];
        try
        {
            RandomNumberGenerator.Fill(fileKey);
            var nonce = RandomNumberGenerator.GetBytes(AgeFormat.PayloadNonceLength);
            destination.Write(Header(recipients, fileKey));
            destination.Write(nonce);
            _key = AgeFormat.PayloadKey(fileKey, nonce);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(fileKey);
        }
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => !_completed;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_completed, this);
        while (buffer.Length > 0)
        {
            // A full chunk waits for the next byte: only then is it known not to be the last one.
            if (_held == _plain.Length)
            {
                SealChunk(last: false);
            }

            var part = Math.Min(buffer.Length, _plain.Length - _held);
            buffer[..part].CopyTo(_plain.AsSpan(_held));
            _held += part;
            buffer = buffer[part..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Seals the last chunk. The caller flushes the destination.</summary>
    public void Complete()
    {
        ObjectDisposedException.ThrowIf(_completed, this);
        SealChunk(last: true);
        _completed = true;
    }

    /// <summary>Does nothing: a chunk leaves when it is full or last, since every file must have one form only.</summary>
    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _completed = true;
        CryptographicOperations.ZeroMemory(_plain);
        _key.Dispose();
        base.Dispose(disposing);
    }

    void SealChunk(bool last)
    {
        Span<byte> nonce = stackalloc byte[12];
        AgeFormat.ChunkNonce(_counter++, last, nonce);
        var sealedChunk = _sealed.AsSpan(0, _held + AgeFormat.TagLength);
        AeadAlgorithm.ChaCha20Poly1305.Encrypt(_key, nonce, [], _plain.AsSpan(0, _held), sealedChunk);
        _held = 0;
        _destination.Write(sealedChunk);
    }

    static byte[] Header(IReadOnlyList<AgeRecipient> recipients, ReadOnlySpan<byte> fileKey)
    {
        var text = new StringBuilder(AgeFormat.VersionLine).Append('\n');
        foreach (var recipient in recipients)
        {
            var stanza = X25519Stanza.Wrap(recipient, fileKey);
            text.Append(AgeFormat.StanzaStart).Append(stanza.Type).Append(' ').AppendJoin(' ', stanza.Arguments).Append('\n');

            // 32 bytes are 43 characters: always the one short line that ends a body.
            text.Append(AgeFormat.Base64(stanza.Body)).Append('\n');
        }

        text.Append(AgeFormat.FooterStart);
        var mac = AgeFormat.HeaderMac(fileKey, AgeFormat.Ascii(text.ToString()));
        return AgeFormat.Ascii(text.Append(' ').Append(AgeFormat.Base64(mac)).Append('\n').ToString());
    }
}
