using System.Globalization;
using System.Resources;
using System.Text;

namespace AccessAudit.Refusals;

/// <summary>What a refusal says to the person, in French or English; each sentence ends with what to do next.</summary>
public static class RefusalTexts
{
    const int LongestArgument = 120;
    static readonly ResourceManager Texts = new("AccessAudit.Refusals.RefusalTexts", typeof(RefusalTexts).Assembly);

    /// <summary>
    /// <c>{0}</c> is the first argument, <c>{*}</c> all of them. A code without a sentence (another project's) answers
    /// the code itself. Arguments come from people: they are cut short and cannot steer a terminal.
    /// </summary>
    /// <param name="locale"><c>fr</c>; anything else is English.</param>
    public static string Say(Refusal refusal, string locale) =>
        Find(refusal.Code, locale) is { } template ? Fill(template, refusal.Arguments) : refusal.Code;

    /// <summary>The sentence with its placeholders, or null when there is none for this code.</summary>
    public static string? Find(string code, string locale) =>
        Texts.GetString(code, CultureInfo.GetCultureInfo(locale == "fr" ? "fr" : "en"));

    /// <param name="longest">Of an argument, in characters.</param>
    internal static string Fill(string template, string[] arguments, int longest = LongestArgument)
    {
        var said = new StringBuilder(template.Length + 32);
        for (var at = 0; at < template.Length; at++)
        {
            if (template[at] == '{' && at + 2 < template.Length && template[at + 2] == '}')
            {
                said.Append(template[at + 1] == '*'
                    ? string.Join(", ", arguments.Select(argument => Plain(argument, longest)))
                    : Plain(arguments.ElementAtOrDefault(template[at + 1] - '0'), longest));
                at += 2;
            }
            else
            {
                said.Append(template[at]);
            }
        }

        return said.ToString();
    }

    static string Plain(string? argument, int longest)
    {
        var plain = new StringBuilder();
        foreach (var rune in (argument ?? "…").EnumerateRunes().Take(longest))
        {
            var steers = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            plain.Append(steers ? "?" : rune.ToString());
        }

        return plain.ToString();
    }
}
