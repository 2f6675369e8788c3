using AccessAudit.Search.Index;
using AccessAudit.Web.Pages.Sessions;
using AccessAudit.Web.Wording;
using Xunit;

namespace AccessAudit.Scenarios.Pages;

/// <summary>How entries become the lines of a story.</summary>
public sealed class StoryTests
{
    static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_story_never_goes_back_to_an_earlier_phase()
    {
        var steps = Tell(
            Hit("request.submitted"), Hit("session.started"), Hit("session.command"), Hit("request.submitted"),
            Hit("grant.extended"), Hit("session.ended"), Hit("recording.sealed"), Hit("otp.verified"), Hit("grant.ended"));
        Assert.Equal(
            [
                StoryPhase.Before, StoryPhase.Opening, StoryPhase.During, StoryPhase.During, StoryPhase.During, StoryPhase.End,
                StoryPhase.End, StoryPhase.Since, StoryPhase.Since,
            ],
            steps.Select(step => step.Phase));
    }

    [Fact]
    public void A_command_carries_how_its_own_channel_ended_and_where_that_is_proven()
    {
        var steps = Tell(
            Hit("session.command", ("channel", "1"), ("class", "exec"), ("command", "cat a")),
            Hit("session.command", ("channel", "2"), ("class", "shell")),
            Hit("session.channel_closed", ("channel", "2"), ("signal", "TERM")),
            Hit("session.channel_closed", ("channel", "1"), ("exit", "7")));
        Assert.Equal(["cat a", null], steps.Select(step => step.Command));
        Assert.Equal([3, 2], steps.Select(step => step.Proof));
        Assert.EndsWith("ended with code 7", steps[0].Detail, StringComparison.Ordinal);
        Assert.EndsWith("ended by signal TERM", steps[1].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_refused_is_odd_and_an_end_in_time_is_not()
    {
        var steps = Tell(
            Failed("session.forward_refused", ("name", "direct-tcpip"), ("what", "10.0.0.1:22")),
            Failed("session.ended", ("cause", "expiry"), ("seconds", "90")),
            Failed("session.ended", ("cause", "recording_failed")));
        Assert.Equal([true, false, true], steps.Select(step => step.Odd));
        Assert.Equal("direct-tcpip 10.0.0.1:22", steps[0].Command);
    }

    [Fact]
    public void Every_kind_of_the_catalogue_can_be_told_in_both_languages()
    {
        var hits = Journal.Catalogue.All.Select((kind, index) => Hit(kind.Name) with { LogIndex = index }).ToList();
        foreach (var locale in new[] { "en", "fr" })
        {
            var steps = new StoryTeller(Words.In(locale), Noon).Tell(hits);
            Assert.All(steps, step => Assert.False(string.IsNullOrEmpty(step.Title), step.Hit.Kind));
        }
    }

    static IReadOnlyList<StoryStep> Tell(params AuditHit[] hits) =>
        new StoryTeller(Words.In("en"), Noon).Tell([.. hits.Select((hit, index) => hit with { LogIndex = index })]);

    static AuditHit Failed(string kind, params (string Name, string Value)[] members) =>
        Hit(kind, members) with { Outcome = "failure" };

    static AuditHit Hit(string kind, params (string Name, string Value)[] members) =>
        new("e", kind, Noon, "Ana Lopes", "said", [], "s1", 0, "success", "files", "")
        {
            Members = members.ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal),
        };
}
