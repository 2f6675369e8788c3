// aes128-ctr and aes256-ctr with HMAC-SHA2 (RFC 4344, RFC 6668), either encrypt-then-MAC (OpenSSH's PROTOCOL section
// 1.1: the length stays clear and the MAC covers the ciphertext) or the encrypt-and-MAC of RFC 4253.
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace AccessAudit.Gateway.Ssh.Transport.Ciphers;

/// <summary>AES-CTR and HMAC over packets.</summary>
sealed class CtrCipher : PacketCipher
{
    readonly CtrKeystream _stream;
    readonly IncrementalHash _mac;
    readonly bool _macLast;

    public CtrCipher(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> firstCounter,
        HashAlgorithmName hash, ReadOnlySpan<byte> macKey, bool encryptThenMac)
    {
        _stream = new(key, firstCounter);
        _mac = IncrementalHash.CreateHMAC(hash, macKey);
        _macLast = encryptThenMac;
    }

    public override int TagSize => _mac.HashLengthInBytes;

    public override int BlockSize => 16;

    public override bool LengthIsClear => _macLast;

    public override int HeaderSize => _macLast ? 4 : 16;

    public override void OpenHeader(Span<byte> header)
    {
        if (!_macLast)
        {
            _stream.Apply(header);
        }
    }

    public override bool Open(Span<byte> packet, uint sequence)
    {
        var tag = packet[^TagSize..];
        var bytes = packet[..^TagSize];
        Span<byte> expected = stackalloc byte[TagSize];
        if (_macLast)
        {
            Mac(bytes, sequence, expected);
            if (!CryptographicOperations.FixedTimeEquals(expected, tag))
            {
                return false;
            }

            _stream.Apply(bytes[4..]);
            return true;
        }

        _stream.Apply(bytes[HeaderSize..]);
        Mac(bytes, sequence, expected);
        return CryptographicOperations.FixedTimeEquals(expected, tag);
    }

    public override void Seal(Span<byte> packet, uint sequence)
    {
        var bytes = packet[..^TagSize];
        if (_macLast)
        {
            _stream.Apply(bytes[4..]);
            Mac(bytes, sequence, packet[^TagSize..]);
        }
        else
        {
            Mac(bytes, sequence, packet[^TagSize..]);
            _stream.Apply(bytes);
        }
    }

    public override void Dispose()
    {
        _stream.Dispose();
        _mac.Dispose();
    }

    void Mac(ReadOnlySpan<byte> bytes, uint sequence, Span<byte> tag)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(number, sequence);
        _mac.AppendData(number);
        _mac.AppendData(bytes);
        _mac.GetHashAndReset(tag);
    }
}
