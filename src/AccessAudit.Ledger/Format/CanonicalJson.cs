// The one spelling of our JSON: no white space, ASCII keys in ordinal order, integers within ±(2^53−1), minimal
// escapes (RFC 8785 section 3.2.2.2), other characters as plain UTF-8. On this subset RFC 8785 gives the same bytes.
using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace AccessAudit.Ledger.Format;

static class CanonicalJson
{
    /// <summary>Largest magnitude that every JSON reader keeps exactly (RFC 8259 section 6).</summary>
    public const long MaxInteger = (1L << 53) - 1;

    static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    static readonly SearchValues<char> KeyCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-");
    static readonly SearchValues<char> Escaped = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(code => (char)code), '"', '\\']);

    public static void String(IBufferWriter<byte> to, string text)
    {
        to.Write("\""u8);
        var rest = text.AsSpan();
        while (rest.IndexOfAny(Escaped) is >= 0 and var at)
        {
            Plain(to, rest[..at]);
            Escape(to, rest[at]);
            rest = rest[(at + 1)..];
        }
        Plain(to, rest);
        to.Write("\""u8);
    }

    public static void Integer(IBufferWriter<byte> to, long value)
    {
        if (value is < -MaxInteger or > MaxInteger)
            throw new ArgumentException($"{value} is beyond ±(2^53−1): write it as a string.");
        Utf8Formatter.TryFormat(value, to.GetSpan(20), out var written);
        to.Advance(written);
    }

    public static void Map(IBufferWriter<byte> to, IReadOnlyDictionary<string, object> map)
    {
        to.Write("{"u8);
        var separator = ""u8;
        string[] keys = [.. map.Keys];
        Array.Sort(keys, StringComparer.Ordinal);
        foreach (var key in keys)
        {
            to.Write(separator);
            separator = ","u8;
            if (!IsKey(key))
                throw new ArgumentException($"\"{key}\" is not a key: 1 to 64 of A-Z a-z 0-9 _ . -");
            String(to, key);
            to.Write(":"u8);
            Value(to, key, map[key]);
        }
        to.Write("}"u8);
    }

    public static bool IsKey(string key) =>
        key.Length is > 0 and <= 64 && !key.AsSpan().ContainsAnyExcept(KeyCharacters);

    static void Value(IBufferWriter<byte> to, string key, object value)
    {
        if (value is string text)
            String(to, text);
        else if (value is long or int)
            Integer(to, Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
        else
            throw new ArgumentException($"\"{key}\" is {value?.GetType().Name ?? "null"}: a string or a long is wanted.");
    }

    // an unpaired surrogate throws here: it has no UTF-8 and would be read back as something else
    static void Plain(IBufferWriter<byte> to, ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return;
        to.Advance(Utf8.GetBytes(text, to.GetSpan(Utf8.GetMaxByteCount(text.Length))));
    }

    static void Escape(IBufferWriter<byte> to, char c)
    {
        ReadOnlySpan<byte> spelled = c switch
        {
            '"' => "\\\""u8,
            '\\' => "\\\\"u8,
            '\b' => "\\b"u8,
            '\t' => "\\t"u8,
            '\n' => "\\n"u8,
            '\f' => "\\f"u8,
            '\r' => "\\r"u8,
            _ => Encoding.ASCII.GetBytes($"\\u{(int)c:x4}"),
        };
        to.Write(spelled);
    }
}
