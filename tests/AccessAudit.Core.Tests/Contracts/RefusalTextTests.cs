using System.Text.RegularExpressions;
using System.Xml.Linq;
using AccessAudit.Refusals;
using Xunit;

namespace AccessAudit.Core.Tests.Contracts;

/// <summary>Every no says why and what to do next, in both languages.</summary>
public sealed partial class RefusalTextTests
{
    static readonly Dictionary<string, string> English = Resources.Read("Refusals", "RefusalTexts.resx");
    static readonly Dictionary<string, string> French = Resources.Read("Refusals", "RefusalTexts.fr.resx");

    [Fact]
    public void Both_languages_have_the_same_sentences_with_the_same_placeholders() => Resources.Agree(English, French);

    [Fact]
    public void Every_code_that_Core_can_answer_has_a_sentence()
    {
        var used = Directory.EnumerateFiles(Repository.At("src", "AccessAudit.Core"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Code().Matches(File.ReadAllText(file)).Select(match => match.Groups["code"].Value))
            .Where(code => Journal.Catalogue.Find(code) is null || code == "gatekeeper.closed")
            .Where(code => !Notices.NoticeBoard.Kinds.Contains(code) || English.ContainsKey(code))
            .ToHashSet();

        Assert.True(used.Count > 70, "the search for codes in the sources has gone blind");
        Assert.Empty(used.Except(English.Keys));
    }

    [Fact]
    public void Every_sentence_says_what_to_do_next() => Assert.All(
        English.Concat(French),
        text => Assert.True(text.Value.Split(". ").Length > 1 || text.Value.Contains(':') || text.Value.Contains(';'), text.Value));

    [Fact]
    public void Arguments_are_put_in_and_cannot_steer_a_terminal()
    {
        Assert.Equal(
            "Votre rôle ne le permet pas\u202f; il faut l’un de ceux-ci\u00a0: approver, client-admin. "
            + "Adressez-vous à quelqu’un qui l’a.",
            RefusalTexts.Say(new("role.missing", "approver", "client-admin"), "fr"));
        Assert.Equal(
            "There is no grant ?[2J?x that you may see. Look in your list of grants.",
            RefusalTexts.Say(new("grant.unknown", "\e[2J\u202Ex"), "en"));
        Assert.Equal("no.such_code", RefusalTexts.Say(new("no.such_code"), "fr"));
    }

    // new Refusal("a.b"), new("a.b"), and the codes handed to Wrong(node, "file.x") and Matching(..., "file.x")
    [GeneratedRegex(@"(?:Refusal\(|new\(|[:?] )\x22(?<code>[a-z_]+\.[a-z_]+)\x22|\x22(?<code>file\.[a-z_]+)\x22")]
    private static partial Regex Code();
}

static partial class Resources
{
    public static Dictionary<string, string> Read(string folder, string file) =>
        XDocument.Load(Repository.At("src", "AccessAudit.Core", folder, file)).Root!.Elements("data")
            .ToDictionary(x => (string)x.Attribute("name")!, x => (string)x.Element("value")!);

    public static void Agree(Dictionary<string, string> english, Dictionary<string, string> french)
    {
        Assert.Equal(english.Keys.Order(), french.Keys.Order());
        foreach (var (key, text) in english)
        {
            Assert.False(string.IsNullOrWhiteSpace(text), key);
            Assert.False(string.IsNullOrWhiteSpace(french[key]), key);
            Assert.Equal(Holes(text), Holes(french[key]));
            Assert.DoesNotMatch(LooseFrench(), french[key]);
        }
    }

    static IEnumerable<string> Holes(string text) =>
        Hole().Matches(text).Select(match => match.Value).Distinct().Order();

    [GeneratedRegex(@"\{[a-z_0-9*]+\}")]
    private static partial Regex Hole();

    // French typography: U+202F before ; ! ?, U+00A0 before : and inside guillemets
    [GeneratedRegex(@"[ \w][;!?](?:\s|$)|\x20:|«[^\u00a0]|[^\u00a0]»")]
    private static partial Regex LooseFrench();
}
