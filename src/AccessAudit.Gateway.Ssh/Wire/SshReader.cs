// Data types of RFC 4251 section 5, read strictly: a length that passes the end, trailing bytes, an mpint that is not
// the shortest form and text that is not UTF-8 are protocol errors, never a guess.
using System.Buffers.Binary;
using System.Text;

namespace AccessAudit.Gateway.Ssh.Wire;

/// <summary>Reads one message or blob front to back; throws <see cref="SshProtocolException"/> at the first oddity.
/// </summary>
ref struct SshReader(ReadOnlySpan<byte> bytes)
{
    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    readonly ReadOnlySpan<byte> _all = bytes;
    ReadOnlySpan<byte> _rest = bytes;

    /// <summary>What has not been read yet.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>How many bytes have been read; an index into the span given at the start.</summary>
    public readonly int Position => _all.Length - _rest.Length;

    public byte Byte() => Take(1)[0];

    /// <summary>RFC 4251: zero is false, every other value is true.</summary>
    public bool Boolean() => Byte() != 0;

    public uint UInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64BigEndian(Take(8));

    /// <summary>A length-prefixed string as a slice of the input.</summary>
    public ReadOnlySpan<byte> String()
    {
        var length = UInt32();
        return length <= (uint)_rest.Length
            ? Take((int)length)
            : throw new SshProtocolException("a string is longer than the message that holds it");
    }

    /// <summary>A string that must be UTF-8.</summary>
    public string Text()
    {
        try
        {
            return StrictUtf8.GetString(String());
        }
        catch (DecoderFallbackException e)
        {
            throw new SshProtocolException(Transport.DisconnectReason.ProtocolError, "a text is not UTF-8", e);
        }
    }

    /// <summary>A name of RFC 4251 section 6: printable US-ASCII without comma or space, 1 to 64 characters.</summary>
    public string Name()
    {
        var name = String();
        return name.Length is > 0 and <= 64 && IsName(name)
            ? Encoding.ASCII.GetString(name)
            : throw new SshProtocolException("a name is empty, too long or not printable ASCII");
    }

    /// <summary>A comma-separated list of names; an empty string is the empty list.</summary>
    public string[] NameList()
    {
        var list = String();
        if (list.IsEmpty)
        {
            return [];
        }

        foreach (var c in list)
        {
            if (c is < 0x21 or > 0x7e)
            {
                throw new SshProtocolException("a name list is not printable ASCII");
            }
        }

        var names = Encoding.ASCII.GetString(list).Split(',');
        return Array.TrueForAll(names, name => name.Length is > 0 and <= 256)
            ? names
            : throw new SshProtocolException("a name list holds an empty or overlong name");
    }

    /// <summary>A non-negative mpint in its shortest form, without the leading zero byte; zero is empty.</summary>
    public ReadOnlySpan<byte> Natural()
    {
        var value = String();
        if (value.IsEmpty)
        {
            return value;
        }

        if (value[0] >= 0x80)
        {
            throw new SshProtocolException("a number is negative");
        }

        if (value[0] != 0)
        {
            return value;
        }

        return value.Length > 1 && value[1] >= 0x80
            ? value[1..]
            : throw new SshProtocolException("a number is not in its shortest form");
    }

    /// <summary>Ends the reading: anything left over is an error.</summary>
    public readonly void Finish()
    {
        if (!_rest.IsEmpty)
        {
            throw new SshProtocolException("bytes follow the end of a message");
        }
    }

    static bool IsName(ReadOnlySpan<byte> name)
    {
        foreach (var c in name)
        {
            if (c is < 0x21 or > 0x7e or (byte)',')
            {
                return false;
            }
        }

        return true;
    }

    ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
        {
            throw new SshProtocolException("a message ends too early");
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
