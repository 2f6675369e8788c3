namespace AccessAudit.Sealing.Age;

/// <summary>
/// Bech32 of BIP 173 without its limit of 90 characters, as the age specification uses it for keys.
/// One case per string; 5-bit groups without padding waste; a checksum of six characters.
/// </summary>
static class Bech32
{
    const string Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    const int ChecksumLength = 6;
    const int MaxLength = 256;

    static ReadOnlySpan<uint> Generator => [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

    /// <summary>Lower-case text of <paramref name="data"/> under the human-readable <paramref name="prefix"/>.</summary>
    public static string Encode(string prefix, ReadOnlySpan<byte> data)
    {
        var values = new List<byte>(Regroup(data, 8, 5, pad: true)!);
        var checksum = Checksum(prefix, values);
        for (var i = 0; i < ChecksumLength; i++)
        {
            values.Add((byte)((checksum >> (5 * (5 - i))) & 31));
        }

        return prefix + "1" + string.Concat(values.Select(v => Alphabet[v]));
    }

    /// <summary>The bytes of <paramref name="text"/>, or null when it is not Bech32 under <paramref name="prefix"/>.</summary>
    public static byte[]? Decode(string prefix, string text)
    {
        if (text.Length > MaxLength || (text.Any(char.IsAsciiLetterLower) && text.Any(char.IsAsciiLetterUpper)))
        {
            return null;
        }

        var lower = text.ToLowerInvariant();
        var separator = lower.LastIndexOf('1');
        if (separator < 1 || lower[..separator] != prefix || lower.Length - separator - 1 < ChecksumLength)
        {
            return null;
        }

        var values = lower[(separator + 1)..].Select(c => Alphabet.IndexOf(c, StringComparison.Ordinal)).ToArray();
        if (values.Any(v => v < 0))
        {
            return null;
        }

        var bytes = values.Select(v => (byte)v).ToArray();
        return Polymod(Expand(prefix).Concat(bytes)) == 1
            ? Regroup(bytes.AsSpan(..^ChecksumLength), 5, 8, pad: false)
            : null;
    }

    static uint Checksum(string prefix, IEnumerable<byte> values) =>
        Polymod(Expand(prefix).Concat(values).Concat(new byte[ChecksumLength])) ^ 1;

    static IEnumerable<byte> Expand(string prefix) =>
        prefix.Select(c => (byte)(c >> 5)).Append((byte)0).Concat(prefix.Select(c => (byte)(c & 31)));

    static uint Polymod(IEnumerable<byte> values)
    {
        uint check = 1;
        foreach (var value in values)
        {
            var top = check >> 25;
            check = ((check & 0x1ffffff) << 5) ^ value;
            for (var i = 0; i < 5; i++)
            {
                check ^= ((top >> i) & 1) == 1 ? Generator[i] : 0;
            }
        }

        return check;
    }

    static byte[]? Regroup(ReadOnlySpan<byte> data, int from, int to, bool pad)
    {
        var result = new List<byte>(((data.Length * from) + to - 1) / to);
        uint held = 0;
        var bits = 0;
        var mask = (1u << to) - 1;
        foreach (var value in data)
        {
            held = (held << from) | value;
            bits += from;
            while (bits >= to)
            {
                bits -= to;
                result.Add((byte)((held >> bits) & mask));
            }

            held &= (1u << bits) - 1;
        }

        if (pad && bits > 0)
        {
            result.Add((byte)((held << (to - bits)) & mask));
        }

        // What is left over must be less than a group, and zero: otherwise two texts would mean the same bytes.
        return !pad && (bits >= from || held != 0) ? null : [.. result];
    }
}
