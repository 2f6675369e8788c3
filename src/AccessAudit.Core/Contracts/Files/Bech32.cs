// BIP 173 (bech32) as the age specification uses it for X25519 recipients: prefix "age", 32 bytes, lower case.
namespace AccessAudit.Contracts.Files;

/// <summary>Catches a mistyped age recipient by its checksum, before recordings are sealed to nobody.</summary>
static class Bech32
{
    const string Letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    static readonly uint[] Generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

    /// <summary>52 letters of key and 6 of checksum after <c>age1</c>.</summary>
    public static bool IsAgeRecipient(string text)
    {
        if (text.Length != 62 || !text.StartsWith("age1", StringComparison.Ordinal))
            return false;

        uint sum = 1;
        foreach (var letter in "age")
            sum = Step(sum, (uint)letter >> 5);
        sum = Step(sum, 0);
        foreach (var letter in "age")
            sum = Step(sum, (uint)letter & 31);
        foreach (var letter in text.AsSpan(4))
        {
            var value = Letters.IndexOf(letter, StringComparison.Ordinal);
            if (value < 0)
                return false;
            sum = Step(sum, (uint)value);
        }

        return sum == 1;
    }

    static uint Step(uint sum, uint value)
    {
        var top = sum >> 25;
        sum = ((sum & 0x1ffffff) << 5) ^ value;
        for (var bit = 0; bit < 5; bit++)
        {
            if (((top >> bit) & 1) == 1)
                sum ^= Generator[bit];
        }

        return sum;
    }
}
