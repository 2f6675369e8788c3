using System.Globalization;
using System.Resources;

namespace AccessAudit.Journal;

/// <summary>One sentence for each kind of fact, in French and English, with the members it names put in.</summary>
public static class Sentences
{
    static readonly ResourceManager Texts = new("AccessAudit.Journal.Sentences", typeof(Sentences).Assembly);

    /// <summary>
    /// The sentence of <paramref name="kind"/>; <c>{name}</c> stands for a member, <c>…</c> for one that is absent or
    /// erased. A kind that this version does not know answers its own name.
    /// </summary>
    public static string Say(string kind, string locale, IReadOnlyDictionary<string, string> members)
    {
        var template = Texts.GetString(kind, CultureInfo.GetCultureInfo(locale == "fr" ? "fr" : "en"));
        return template is null ? kind : Fill(template, members);
    }

    static string Fill(string template, IReadOnlyDictionary<string, string> members)
    {
        var said = new System.Text.StringBuilder(template.Length + 32);
        for (var at = 0; at < template.Length; at++)
        {
            var end = template[at] == '{' ? template.IndexOf('}', at) : -1;
            if (end < 0)
            {
                said.Append(template[at]);
                continue;
            }

            said.Append(members.GetValueOrDefault(template[(at + 1)..end], "…"));
            at = end;
        }

        return said.ToString();
    }
}
