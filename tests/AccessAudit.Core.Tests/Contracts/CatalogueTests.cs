using AccessAudit.Journal;
using Xunit;

namespace AccessAudit.Core.Tests.Contracts;

public sealed class CatalogueTests
{
    // ECS 8.17, event.category: the event.type values that each category expects
    static readonly Dictionary<string, string[]> Ecs = new()
    {
        ["authentication"] = ["start", "end", "info"],
        ["configuration"] = ["access", "change", "creation", "deletion", "info"],
        ["database"] = ["access", "change", "info", "error"],
        ["file"] = ["access", "change", "creation", "deletion", "info"],
        ["iam"] = ["admin", "change", "creation", "deletion", "group", "info", "user"],
        ["network"] = ["access", "allowed", "connection", "denied", "end", "info", "protocol", "start"],
        ["process"] = ["access", "change", "end", "info", "start"],
        ["session"] = ["start", "end", "info"],
    };

    public static TheoryData<string> Kinds => [.. Catalogue.All.Select(kind => kind.Name)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_is_what_ECS_expects(string name)
    {
        var kind = Catalogue.Find(name)!;

        Assert.All(kind.Categories, category => Assert.Contains(category, Ecs.Keys));
        Assert.All(kind.Types, type => Assert.Contains(kind.Categories, category => Ecs[category].Contains(type)));
        Assert.All(kind.Categories, category => Assert.Contains(kind.Types, type => Ecs[category].Contains(type)));
        Assert.All(kind.Disclosures, part => Assert.Contains(part, (string[])["actor", "origin", "content"]));
        Assert.Matches(@"^[a-z_]+\.[a-z_]+$", name);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_has_its_sentence_in_both_languages(string name)
    {
        var members = new Dictionary<string, string> { ["actor"] = "p-1", ["target"] = "srv-compta" };

        Assert.NotEqual(name, Sentences.Say(name, "en", members));
        Assert.NotEqual(name, Sentences.Say(name, "fr", members));
        Assert.NotEqual(Sentences.Say(name, "en", members), Sentences.Say(name, "fr", members));
    }

    [Fact]
    public void Both_languages_have_the_same_sentences_with_the_same_members_and_none_is_left_over()
    {
        var english = Resources.Read("Journal", "Sentences.resx");

        Resources.Agree(english, Resources.Read("Journal", "Sentences.fr.resx"));
        Assert.Equal(
            Catalogue.All.Select(kind => kind.Name).Order(StringComparer.Ordinal), english.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_sentence_takes_its_members_and_shows_what_was_erased()
    {
        Assert.Equal(
            "Ana a demandé 60 minutes sur srv-compta en tant que …\u00a0: …",
            Sentences.Say("request.submitted", "fr", new Dictionary<string, string>
            {
                ["actor"] = "Ana",
                ["minutes"] = "60",
                ["target"] = "srv-compta",
            }));
    }
}
