// yyyy-MM-ddTHH:mm:ss.fffZ, the one form of RFC 3339 section 5.6 that we write. By hand: a verifier reads and writes it
// once per entry, and the base library's own formats cost more than hashing the entry does.
using System.Buffers;
using System.Globalization;

namespace AccessAudit.Ledger.Format;

static class EnvelopeTime
{
    const string Pattern = "0000-00-00T00:00:00.000Z";

    public static void Write(IBufferWriter<byte> to, DateTimeOffset at)
    {
        var utc = at.UtcDateTime;
        var text = to.GetSpan(Pattern.Length)[..Pattern.Length];
        for (var i = 0; i < Pattern.Length; i++)
            text[i] = (byte)Pattern[i];
        Digits(text[..4], utc.Year);
        Digits(text[5..7], utc.Month);
        Digits(text[8..10], utc.Day);
        Digits(text[11..13], utc.Hour);
        Digits(text[14..16], utc.Minute);
        Digits(text[17..19], utc.Second);
        Digits(text[20..23], utc.Millisecond);
        to.Advance(Pattern.Length);
    }

    public static bool TryRead(string text, out DateTimeOffset at)
    {
        at = default;
        if (text.Length != Pattern.Length)
            return false;
        for (var i = 0; i < Pattern.Length; i++)
        {
            if (Pattern[i] == '0' ? !char.IsAsciiDigit(text[i]) : text[i] != Pattern[i])
                return false;
        }
        var (year, month, day) = (Number(text, 0, 4), Number(text, 5, 2), Number(text, 8, 2));
        var (hour, minute, second) = (Number(text, 11, 2), Number(text, 14, 2), Number(text, 17, 2));
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 59)
            return false;
        at = new DateTimeOffset(year, month, day, hour, minute, second, Number(text, 20, 3), TimeSpan.Zero);
        return true;
    }

    static int Number(string text, int at, int length) =>
        int.Parse(text.AsSpan(at, length), NumberStyles.None, CultureInfo.InvariantCulture);

    static void Digits(Span<byte> text, int value)
    {
        for (var i = text.Length - 1; i >= 0; i--, value /= 10)
            text[i] = (byte)('0' + value % 10);
    }
}
