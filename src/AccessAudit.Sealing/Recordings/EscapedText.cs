using System.Buffers;
using System.Globalization;
using System.Text;

namespace AccessAudit.Sealing.Recordings;

/// <summary>
/// Bytes of a stranger made safe to show on one line: readable UTF-8 stays, everything that could steer a terminal, hide or
/// reorder text (control, format, separator and private characters, broken UTF-8) becomes <c>\n \t \\ \xHH \u{H}</c>.
/// </summary>
public static class EscapedText
{
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        while (bytes.Length > 0)
        {
            var status = Rune.DecodeFromUtf8(bytes, out var rune, out var consumed);
            if (status == OperationStatus.Done)
            {
                Append(text, rune);
            }
            else
            {
                foreach (var b in bytes[..consumed])
                {
                    text.Append(CultureInfo.InvariantCulture, $"\\x{b:x2}");
                }
            }

            bytes = bytes[consumed..];
        }

        return text.ToString();
    }

    public static string Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    static void Append(StringBuilder text, Rune rune)
    {
        switch (rune.Value)
        {
            case '\n':
                text.Append("\\n");
                break;
            case '\r':
                text.Append("\\r");
                break;
            case '\t':
                text.Append("\\t");
                break;
            case '\\':
                text.Append("\\\\");
                break;
            case var value when IsHidden(rune):
                text.Append(CultureInfo.InvariantCulture, $"\\u{{{value:x}}}");
                break;
            default:
                text.Append(rune.ToString());
                break;
        }
    }

    static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.Surrogate;
}
