using System.Text;
using AccessAudit.Refusals;

namespace AccessAudit.Requests;

/// <summary>
/// What people type, made fit for an approver's screen and a terminal: one line, no control or direction-changing
/// characters (a reason must not be able to repaint what stands beside it).
/// </summary>
static class Texts
{
    public const int Longest = 1000;

    /// <param name="field">The API's name of the field, for the sentence.</param>
    public static Answer<string> Tidy(string? text, string field, int shortest = 1, int longest = Longest)
    {
        var line = new StringBuilder();
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                if (line.Length > 0 && line[^1] != ' ')
                    line.Append(' ');
            }
            else if (Rune.IsControl(rune) || rune == Rune.ReplacementChar || IsDirection(rune.Value))
                return new Refusal("text.unreadable", field);
            else
                line.Append(rune.ToString());
        }

        var tidy = line.ToString().TrimEnd();
        if (tidy.Length == 0 && shortest > 0)
            return new Refusal("text.missing", field);
        if (tidy.Length < shortest)
            return new Refusal("text.too_short", field, $"{shortest}", $"{tidy.Length}");
        return tidy.Length > longest ? new Refusal("text.too_long", field, $"{longest}", $"{tidy.Length}") : tidy;
    }

    /// <summary>
    /// At most so many characters, never half of a pair: half a pair has no UTF-8, and an entry that cannot be written would
    /// take back the act it tells of.
    /// </summary>
    public static string Cut(string text, int longest) =>
        text.Length <= longest ? text : text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];

    // U+200E, U+200F, U+061C and the embedding, override and isolate characters
    static bool IsDirection(int value) =>
        value is 0x200E or 0x200F or 0x061C or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);
}
