// aes128-gcm@openssh.com and aes256-gcm@openssh.com: RFC 5647 with the negotiation of OpenSSH's PROTOCOL section 1.6.
// The length field is associated data; the nonce is 4 fixed bytes and an 8-byte counter of packets.
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace AccessAudit.Gateway.Ssh.Transport.Ciphers;

/// <summary>AES-GCM over packets.</summary>
sealed class GcmCipher(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce) : PacketCipher
{
    readonly AesGcm _aes = new(key, 16);
    readonly byte[] _nonce = nonce.ToArray();

    public override int TagSize => 16;

    public override int BlockSize => 16;

    public override bool LengthIsClear => true;

    public override bool Open(Span<byte> packet, uint sequence)
    {
        var body = packet[4..^16];
        try
        {
            _aes.Decrypt(_nonce, body, packet[^16..], body, packet[..4]);
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }

        CountUp();
        return true;
    }

    public override void Seal(Span<byte> packet, uint sequence)
    {
        var body = packet[4..^16];
        _aes.Encrypt(_nonce, body, body, packet[^16..], packet[..4]);
        CountUp();
    }

    public override void Dispose() => _aes.Dispose();

    // Rekeying comes long before the counter could repeat.
    void CountUp()
    {
        var counter = _nonce.AsSpan(4);
        BinaryPrimitives.WriteUInt64BigEndian(counter, unchecked(BinaryPrimitives.ReadUInt64BigEndian(counter) + 1));
    }
}
