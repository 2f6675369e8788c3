// Reads the spelling of CanonicalJson. Callers write what they read again and compare: this reader only has to
// understand the canonical bytes, it need not refuse every other spelling by itself.
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace AccessAudit.Ledger.Format;

ref struct CanonicalReader(ReadOnlySpan<byte> json)
{
    ReadOnlySpan<byte> _rest = json;

    public readonly bool AtEnd => _rest.IsEmpty;

    public bool Take(ReadOnlySpan<byte> token)
    {
        if (!_rest.StartsWith(token))
            return false;
        _rest = _rest[token.Length..];
        return true;
    }

    public bool String(out string text)
    {
        text = "";
        if (!Take("\""u8))
            return false;
        var end = _rest.IndexOfAny((byte)'"', (byte)'\\');
        if (end < 0)
            return false;
        if (_rest[end] == '"')
            return Decode(end, out text);
        while (_rest[end] == '\\')
        {
            var next = end + 2 < _rest.Length ? _rest[(end + 2)..].IndexOfAny((byte)'"', (byte)'\\') : -1;
            if (next < 0)
                return false;
            end += 2 + next;
        }
        return Decode(end, out var raw) && Unescape(raw, out text);
    }

    public bool Integer(out long value)
    {
        if (!Utf8Parser.TryParse(_rest, out value, out int length))
            return false;
        _rest = _rest[length..];
        return value is >= -CanonicalJson.MaxInteger and <= CanonicalJson.MaxInteger;
    }

    public bool Map(out Dictionary<string, object> map)
    {
        map = new Dictionary<string, object>(StringComparer.Ordinal);
        if (!Take("{"u8))
            return false;
        while (!Take("}"u8))
        {
            if (map.Count > 0 && !Take(","u8))
                return false;
            if (!String(out var key) || !CanonicalJson.IsKey(key) || !Take(":"u8) || !Value(out var value))
                return false;
            if (!map.TryAdd(key, value))
                return false;
        }
        return true;
    }

    bool Value(out object value)
    {
        if (_rest.StartsWith("\""u8))
        {
            var isString = String(out var text);
            value = text;
            return isString;
        }
        var isInteger = Integer(out var number);
        value = number;
        return isInteger;
    }

    bool Decode(int length, out string text)
    {
        var raw = _rest[..length];
        var valid = System.Text.Unicode.Utf8.IsValid(raw);
        text = valid ? Encoding.UTF8.GetString(raw) : "";
        _rest = _rest[(length + 1)..];
        return valid;
    }

    static bool Unescape(string raw, out string text)
    {
        var plain = new StringBuilder(raw.Length);
        text = "";
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                plain.Append(raw[i]);
                continue;
            }
            i++;
            if (raw[i] == 'u')
            {
                // only control characters are spelled this way; an unpaired surrogate must not get in by this door
                if (i + 4 >= raw.Length
                    || !ushort.TryParse(raw.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier,
                        CultureInfo.InvariantCulture, out var code)
                    || code >= 0x20)
                    return false;
                plain.Append((char)code);
                i += 4;
                continue;
            }
            if ("\"\\btnfr".IndexOf(raw[i]) is var known && known < 0)
                return false;
            plain.Append("\"\\\b\t\n\f\r"[known]);
        }
        text = plain.ToString();
        return true;
    }
}
