using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace AccessAudit.Scenarios.Pages;

/// <summary>The words of the pages are complete in both languages and set as each language sets them.</summary>
public sealed partial class WordsTests
{
    static readonly IReadOnlyDictionary<string, string> English = Read("Words.resx");
    static readonly IReadOnlyDictionary<string, string> French = Read("Words.fr.resx");

    [Fact]
    public void Every_word_exists_in_both_languages_and_says_something()
    {
        Assert.True(English.Count > 100);
        Assert.Equal(English.Keys.Order(StringComparer.Ordinal), French.Keys.Order(StringComparer.Ordinal));
        Holds(English.Concat(French), word => !string.IsNullOrWhiteSpace(word));
    }

    [Fact]
    public void Both_languages_put_the_same_things_into_a_sentence() =>
        Assert.Equal(
            English.OrderBy(word => word.Key, StringComparer.Ordinal).Select(word => $"{word.Key} {Places(word.Value)}"),
            French.OrderBy(word => word.Key, StringComparer.Ordinal).Select(word => $"{word.Key} {Places(word.Value)}"));

    [Fact]
    public void A_word_of_one_has_a_word_of_many() => Assert.All(
        English.Keys.Where(key => key.EndsWith(".one", StringComparison.Ordinal)),
        key => Assert.True(English.ContainsKey(key[..^4] + ".many"), key));

    // U+202F before ; ! ? and U+00A0 before : and inside guillemets: a plain space there breaks lines in the wrong place.
    [Fact]
    public void French_signs_never_stand_after_a_plain_space() =>
        Holds(French, word => !PlainSpace().IsMatch(word));

    [Fact]
    public void English_signs_stand_at_their_word() =>
        Holds(English, word => !SpaceBeforeSign().IsMatch(word));

    static void Holds(IEnumerable<KeyValuePair<string, string>> words, Func<string, bool> rule) =>
        Assert.All(words, word => Assert.True(rule(word.Value), $"{word.Key}: {word.Value}"));

    static string Places(string text) =>
        string.Join(' ', Place().Matches(text).Select(place => place.Value).Distinct().Order(StringComparer.Ordinal));

    static Dictionary<string, string> Read(string file)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "AccessAudit.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("not inside the repository");
        }

        return XDocument.Load(Path.Combine(folder.FullName, "src", "AccessAudit.Web", "Wording", file))
            .Descendants("data").ToDictionary(
                data => data.Attribute("name")!.Value, data => data.Element("value")!.Value, StringComparer.Ordinal);
    }

    [GeneratedRegex(@" [;!?:»]|« ")]
    private static partial Regex PlainSpace();

    [GeneratedRegex(@"[ \u00A0\u202F][;!?:]")]
    private static partial Regex SpaceBeforeSign();

    [GeneratedRegex(@"\{\d")]
    private static partial Regex Place();
}
