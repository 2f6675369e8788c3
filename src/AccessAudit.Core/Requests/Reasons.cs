using AccessAudit.Refusals;

namespace AccessAudit.Requests;

/// <summary>
/// Control APR-06: a reason of fifteen characters that says something. It catches laziness, not lies: a well-formed
/// sentence may still be false, and the approver is there to judge that.
/// </summary>
static class Reasons
{
    public const int Shortest = 15;

    static readonly HashSet<string> StopWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "test", "tests", "testing", "tester", "essai", "essais", "maj", "update", "maintenance", "intervention", "access",
        "accès", "acces", "demande", "request", "raison", "reason", "motif", "ok", "rien", "nothing", "none", "aucun",
        "aucune", "todo", "lorem", "ipsum", "dolor", "blabla", "bla", "azerty", "azertyuiop", "qwerty", "qwertyuiop", "asdf",
        "xxx", "abc", "de", "du", "des", "la", "le", "les", "un", "une", "et", "pour", "the", "a", "an", "of", "for", "and",
    };

    public static Answer<string> Check(string? text)
    {
        var tidy = Texts.Tidy(text, "reason", Shortest);
        return tidy.IsRefused || SaysSomething(tidy.Value!) ? tidy : new Refusal("reason.says_nothing");
    }

    static bool SaysSomething(string reason)
    {
        var letters = reason.Where(char.IsLetter).Select(char.ToLowerInvariant).Distinct().Count();
        return letters >= 4 && Words(reason).Any(word => word.Length >= 3 && word.Any(char.IsLetter)
            && !StopWords.Contains(word));
    }

    static IEnumerable<string> Words(string reason)
    {
        var start = -1;
        for (var at = 0; at <= reason.Length; at++)
        {
            if (at < reason.Length && char.IsLetterOrDigit(reason[at]))
                start = start < 0 ? at : start;
            else if (start >= 0)
            {
                yield return reason[start..at];
                start = -1;
            }
        }
    }
}
