// The binary packet of RFC 4253 section 6 under one pair of cipher and MAC, one direction:
//   uint32 packet_length | byte padding_length | payload | padding | tag or MAC
// Everything works in place on the bytes that came from, or go to, the stream.
namespace AccessAudit.Gateway.Ssh.Transport.Ciphers;

/// <summary>Protects the packets of one direction with one set of keys.</summary>
abstract class PacketCipher : IDisposable
{
    /// <summary>Length of the tag or MAC behind the packet.</summary>
    public abstract int TagSize { get; }

    /// <summary>Padding brings the padded part to a multiple of this.</summary>
    public abstract int BlockSize { get; }

    /// <summary>
    /// Whether the length field is outside the encryption, and so outside the padded part (AEAD and encrypt-then-MAC).
    /// </summary>
    public abstract bool LengthIsClear { get; }

    /// <summary>How many bytes must be there before the length can be known.</summary>
    public virtual int HeaderSize => 4;

    /// <summary>Makes the length field of <paramref name="header"/> readable, in place, once per packet.</summary>
    public virtual void OpenHeader(Span<byte> header)
    {
    }

    /// <summary>
    /// Checks and decrypts a whole packet (length field to tag) in place; false when the tag does not match, and then
    /// the connection must end.
    /// </summary>
    public abstract bool Open(Span<byte> packet, uint sequence);

    /// <summary>Encrypts a whole packet in place and fills in its tag.</summary>
    public abstract void Seal(Span<byte> packet, uint sequence);

    public abstract void Dispose();
}
