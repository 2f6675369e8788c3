// AES-CTR of RFC 4344 section 4 (NIST SP 800-38A): .NET has no CTR mode, so blocks of counters are encrypted many at a
// time in ECB (the raw block cipher) and combined with the data by vector XOR. The keystream runs on across packets.
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace AccessAudit.Gateway.Ssh.Transport.Ciphers;

/// <summary>The keystream of one direction.</summary>
sealed class CtrKeystream : IDisposable
{
    const int Ahead = 16 * 1024;

    readonly Aes _aes = Aes.Create();
    readonly ICryptoTransform _blocks;
    readonly byte[] _stream = new byte[Ahead];
    ulong _high;
    ulong _low;
    int _used = Ahead;

    public CtrKeystream(ReadOnlySpan<byte> key, ReadOnlySpan<byte> firstCounter)
    {
        _aes.SetKey(key);
        _aes.Mode = CipherMode.ECB;
        _aes.Padding = PaddingMode.None;
        _blocks = _aes.CreateEncryptor();
        _high = BinaryPrimitives.ReadUInt64BigEndian(firstCounter);
        _low = BinaryPrimitives.ReadUInt64BigEndian(firstCounter[8..]);
    }

    /// <summary>Encrypts or decrypts in place the next bytes of the stream.</summary>
    public void Apply(Span<byte> data)
    {
        while (!data.IsEmpty)
        {
            if (_used == Ahead)
            {
                Refill();
            }

            var count = Math.Min(data.Length, Ahead - _used);
            Xor(data[..count], _stream.AsSpan(_used, count));
            _used += count;
            data = data[count..];
        }
    }

    public void Dispose()
    {
        _blocks.Dispose();
        _aes.Dispose();
        CryptographicOperations.ZeroMemory(_stream);
    }

    static void Xor(Span<byte> data, ReadOnlySpan<byte> stream)
    {
        var vectors = MemoryMarshal.Cast<byte, Vector<byte>>(data);
        var streamVectors = MemoryMarshal.Cast<byte, Vector<byte>>(stream);
        for (var i = 0; i < vectors.Length; i++)
        {
            vectors[i] ^= streamVectors[i];
        }

        for (var i = vectors.Length * Vector<byte>.Count; i < data.Length; i++)
        {
            data[i] ^= stream[i];
        }
    }

    void Refill()
    {
        var words = MemoryMarshal.Cast<byte, ulong>(_stream.AsSpan());
        for (var i = 0; i < words.Length; i += 2)
        {
            words[i] = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(_high) : _high;
            words[i + 1] = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(_low) : _low;
            _low = unchecked(_low + 1);
            if (_low == 0)
            {
                _high = unchecked(_high + 1);
            }
        }

        _blocks.TransformBlock(_stream, 0, Ahead, _stream, 0);
        _used = 0;
    }
}
