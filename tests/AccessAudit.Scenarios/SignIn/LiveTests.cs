using System.Diagnostics;
using AccessAudit.Scenarios.Stage;
using Xunit;

namespace AccessAudit.Scenarios.SignIn;

/// <summary>Open pages hear at once that something they show has changed, or that their session has ended.</summary>
[Collection(SignInGroup.Name)]
public sealed class LiveTests(SignInWorld people)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_hears_of_what_its_reader_may_see_and_of_nothing_else()
    {
        using var clinic = new Browser();
        using var townHall = new Browser();
        await people.SignInAsync(clinic, people.Bendable, "thea", Ct);
        await people.SignInAsync(townHall, "romy", Ct);
        await using var hears = await Listening.OpenAsync(people.World, clinic, Ct);
        await using var deaf = await Listening.OpenAsync(people.World, townHall, Ct);
        var first = (await hears.NextAsync())!.Value;
        var quiet = (await deaf.NextAsync())!.Value;
        Assert.Equal(("changed", "changed"), (first.EventType, quiet.EventType));

        await people.World.Technician("ana").AskAsync("clinique", "clinique-web", Ct);
        var second = (await hears.NextAsync())!.Value;
        Assert.Equal("changed", second.EventType);
        Assert.NotEqual(first.Data, second.Data);
        Assert.Equal(second.EventId, second.Data);

        await using var returned = await Listening.OpenAsync(people.World, townHall, Ct, "a word of long ago");
        Assert.Equal(quiet.Data, (await returned.NextAsync())!.Value.Data);
        await using var uptodate = await Listening.OpenAsync(people.World, townHall, Ct, quiet.EventId);
        await people.World.Technician("ana").AskAsync("mairie", "mairie-etat-civil", Ct);
        var news = (await deaf.NextAsync())!.Value;
        Assert.NotEqual(quiet.Data, news.Data);
        Assert.Equal(news.Data, (await uptodate.NextAsync())!.Value.Data);
    }

    [Fact]
    public async Task Signing_out_ends_every_open_page_within_two_seconds()
    {
        using var browser = new Browser();
        var page = await people.SignInAsync(browser, people.Bendable, "thea", Ct);
        await using var open = await Listening.OpenAsync(people.World, browser, Ct);
        Assert.Equal("changed", (await open.NextAsync())!.Value.EventType);
        await browser.SubmitAsync(page, "/sign-out", Ct);
        await EndsAsync(open, Stopwatch.GetTimestamp());
    }

    [Fact]
    public async Task Whoever_a_new_contract_leaves_out_is_out_of_their_open_pages_too()
    {
        using var browser = new Browser();
        await people.SignInAsync(browser, "farid", Ct);
        await using var open = await Listening.OpenAsync(people.World, browser, Ct);
        Assert.Equal("changed", (await open.NextAsync())!.Value.EventType);
        await people.World.ImportAsync("clinique", SignInWorld.With("farid", _ => null), Ct);
        await EndsAsync(open, Stopwatch.GetTimestamp());
        var turned = await browser.StepAsync(HttpMethod.Get, new Uri(people.World.Web + "/me"), null, Ct);
        Assert.Equal("/sign-in?return=%2Fme&problem=ended", turned.Headers["Location"]);
    }

    [Fact]
    public async Task A_changed_role_ends_the_pages_that_were_drawn_for_the_old_one()
    {
        using var browser = new Browser();
        await people.SignInAsync(browser, "rosa", Ct);
        var asked = await browser.OpenAsync(people.World.Web + "/me", Ct);
        Assert.Contains("Reviewer", asked.Text, StringComparison.OrdinalIgnoreCase);
        await using var open = await Listening.OpenAsync(people.World, browser, Ct);
        Assert.Equal("changed", (await open.NextAsync())!.Value.EventType);
        await people.World.ImportAsync(
            "mairie", SignInWorld.With("rosa", rosa => rosa with { Roles = ["site-contact"] }), Ct);
        await EndsAsync(open, Stopwatch.GetTimestamp());
        asked = await browser.OpenAsync(people.World.Web + "/me", Ct);
        Assert.DoesNotContain("Reviewer", asked.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Nobody_opens_streams_without_end_and_nobody_at_all_without_a_session()
    {
        using var nobody = new Browser();
        await using var refused = await Listening.OpenAsync(people.World, nobody, Ct);
        Assert.Equal(401, refused.Status);

        using var browser = new Browser();
        await people.SignInAsync(browser, people.Narrowing, "nora", Ct);
        List<Listening> streams = [];
        for (var open = 0; open < 12; open++)
        {
            streams.Add(await Listening.OpenAsync(people.World, browser, Ct));
            Assert.Equal(200, streams[^1].Status);
        }

        await using var many = await Listening.OpenAsync(people.World, browser, Ct);
        Assert.Equal(429, many.Status);
        foreach (var stream in streams)
        {
            await stream.DisposeAsync();
        }

        await Eventually.GetAsync(async () =>
        {
            await using var free = await Listening.OpenAsync(people.World, browser, Ct);
            return free.Status == 200 ? "free" : null;
        }, Ct);
    }

    static async Task EndsAsync(Listening open, long since)
    {
        while (await open.NextAsync() is { } heard)
        {
            if (heard.EventType == "ended")
            {
                Assert.InRange(Stopwatch.GetElapsedTime(since), TimeSpan.Zero, TimeSpan.FromSeconds(2));
                Assert.Null(await open.NextAsync());
                return;
            }
        }

        Assert.Fail("the stream closed without saying why");
    }
}
