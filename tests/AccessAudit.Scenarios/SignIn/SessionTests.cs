using AccessAudit.Scenarios.Stage;
using Microsoft.AspNetCore.WebUtilities;
using Xunit;

namespace AccessAudit.Scenarios.SignIn;

/// <summary>A session's end: by its person, by its time, by nobody else.</summary>
[Collection(SignInGroup.Name)]
public sealed class SessionTests(SignInWorld people)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Signing_out_ends_the_session_for_good_and_leads_by_the_provider_back_to_the_door()
    {
        using var browser = new Browser();
        var page = await people.SignInAsync(browser, "claire", Ct);
        var cookie = browser.Cookie(people.World.Web, "accessaudit")!;
        await browser.SubmitAsync(page, "/sign-out", Ct);
        Assert.Contains(browser.Trail, url => url.AbsolutePath == "/connect/logout");
        Assert.Equal("/sign-in?problem=signed-out", browser.At.PathAndQuery);
        Assert.Null(browser.Cookie(people.World.Web, "accessaudit"));

        using var kept = new Browser();
        kept.Cookies.Add(new System.Net.Cookie("accessaudit", cookie, "/", "localhost"));
        await IsOutAsync(kept);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_at_a_provider_that_nobody_here_wrote()
    {
        Assert.SkipUnless(OtherProvider.IsInstalled, "not installed: node and oidc-provider");
        using var browser = new Browser();
        var form = await browser.OpenAsync(people.World.Web + "/sign-in/1?return=%2Fme", Ct);
        var page = await browser.SubmitAsync(form, browser.At.AbsolutePath, Ct, ("login", "marc"), ("password", "pw-marc"));
        var asked = await browser.SubmitAsync(page, "/sign-out", Ct);
        var action = asked.Text.Split("action=\"")[1].Split('"')[0];
        await browser.SubmitAsync(asked, action, Ct, ("logout", "yes"));
        Assert.Equal("/sign-in?problem=signed-out", browser.At.PathAndQuery);

        // Its own session is over too: it asks for the password again.
        var again = await browser.OpenAsync(people.World.Web + "/sign-in/1", Ct);
        Assert.Contains("name=\"password\"", again.Text);
    }

    [Fact]
    public async Task Nobody_is_signed_out_by_a_form_that_is_not_ours()
    {
        using var browser = new Browser();
        var page = await people.SignInAsync(browser, people.Bendable, "thea", Ct);
        var signOut = new Uri(people.World.Web + "/sign-out");
        foreach (var form in new Dictionary<string, string>[]
        {
            [], new() { ["__RequestVerificationToken"] = "" }, new() { ["__RequestVerificationToken"] = "CfDJ8" },
            new() { ["__RequestVerificationToken"] = await TokenOfAnotherAsync() },
        })
        {
            var refused = await browser.StepAsync(HttpMethod.Post, signOut, form, Ct);
            Assert.Equal(400, refused.Status);
        }

        // Another site's form comes without the cookie; the answer must not take it away.
        using var elsewhere = new Browser();
        await elsewhere.StepAsync(HttpMethod.Post, signOut, [], Ct);
        Assert.Empty(elsewhere.CookiesSet);
        Assert.Equal(404, (await browser.StepAsync(HttpMethod.Get, signOut, null, Ct)).Status);
        var still = await browser.StepAsync(HttpMethod.Get, new Uri(people.World.Web + "/me"), null, Ct);
        Assert.Equal(200, still.Status);
        Assert.Equal(200, (await browser.SubmitAsync(page, "/sign-out", Ct)).Status);
    }

    [Fact]
    public async Task A_session_ends_by_idleness_and_by_age_and_what_nobody_touched_by_hand_does_not_count()
    {
        await using var world = await World.StartAsync(settings: _ => new Dictionary<string, string?>
        {
            ["ACCESSAUDIT__Web__SessionIdle"] = "00:00:04",
            ["ACCESSAUDIT__Web__SessionLife"] = "00:00:10",
        });
        using var browser = await InAsync(world, "claire");
        using var idle = await InAsync(world, "david");
        var began = System.Diagnostics.Stopwatch.GetTimestamp();

        // A busy browser outlives the idle time, and ends by its age; one that is only drawn again by itself does not.
        var (idleFor, lived) = (TimeSpan.Zero, TimeSpan.Zero);
        await Eventually.GetAsync(async () =>
        {
            var elapsed = System.Diagnostics.Stopwatch.GetElapsedTime(began);
            if (idleFor == TimeSpan.Zero && await StatusAsync(world, idle, byHand: false) == 302)
            {
                idleFor = elapsed;
            }

            if (await StatusAsync(world, browser, byHand: true) == 302)
            {
                lived = elapsed;
            }

            return lived > TimeSpan.Zero ? "over" : null;
        }, Ct);
        Assert.InRange(idleFor.TotalSeconds, 1, 7);
        Assert.InRange(lived.TotalSeconds, 5, 13);
    }

    [Fact]
    public async Task Behind_TLS_the_cookie_is_tied_to_the_host_and_sent_by_TLS_only()
    {
        await using var world = await World.StartAsync(settings: _ => new Dictionary<string, string?>
        {
            ["ACCESSAUDIT__Web__PublicUrl"] = "https://gateway.example",
        });
        using var browser = new Browser();
        var led = await browser.StepAsync(HttpMethod.Get, new Uri(world.Web + "/sign-in/0"), null, Ct);
        var asked = QueryHelpers.ParseQuery(new Uri(led.Headers["Location"]).Query);
        Assert.Equal("https://gateway.example/sign-in/0/callback", asked["redirect_uri"]);
        Assert.All(browser.CookiesSet, cookie => Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase));

        browser.Cookies.Add(new System.Net.Cookie("accessaudit", new string('a', 16) + "." + new string('b', 43), "/", "localhost"));
        browser.Cookies.Add(new System.Net.Cookie(
            "__Host-accessaudit", new string('a', 16) + "." + new string('b', 43), "/", "localhost"));
        browser.CookiesSet.Clear();
        await browser.StepAsync(HttpMethod.Get, new Uri(world.Web + "/me"), null, Ct);
        var cleared = Assert.Single(browser.CookiesSet);
        Assert.StartsWith("__Host-accessaudit=;", cleared);
        Assert.Contains("; secure", cleared, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; path=/", cleared, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_clients_log_tells_who_signed_in_out_and_was_turned_away()
    {
        using var browser = new Browser();
        var page = await people.SignInAsync(browser, people.Bendable, "thea", Ct);
        await browser.SubmitAsync(page, "/sign-out", Ct);
        await people.SignInAsync(browser, people.Bendable, "theo", Ct);
        var reviewer = people.World.Reviewer("rachel");
        foreach (var kind in new[] { "login.succeeded", "login.ended", "login.failed" })
        {
            await Eventually.GetAsync(async () =>
            {
                var found = await reviewer.GetAsync($"search?client={people.World.Client("clinique")}&action={kind}", Ct);
                return found.Must(200)["items"]!.AsArray().Count > 0 ? kind : null;
            }, Ct);
        }
    }

    async Task<string> TokenOfAnotherAsync()
    {
        using var other = new Browser();
        var page = await people.SignInAsync(other, people.Narrowing, "nora", Ct);
        var form = page.Text[page.Text.IndexOf("action=\"/sign-out\"", StringComparison.Ordinal)..];
        return form.Split("value=\"")[1].Split('"')[0];
    }

    async Task IsOutAsync(Browser browser) => Assert.Equal(302, (await browser.StepAsync(
        HttpMethod.Get, new Uri(people.World.Web + "/me"), null, Ct)).Status);

    static async Task<Browser> InAsync(World world, string login)
    {
        var browser = new Browser();
        var form = await browser.OpenAsync(world.Web + "/sign-in/0?return=%2Fme", Ct);
        await browser.SubmitAsync(
            form, "/connect/authorize", Ct, ("username", login), ("password", world.Password(login)));
        Assert.NotNull(browser.Cookie(world.Web, "accessaudit"));
        return browser;
    }

    static async Task<int> StatusAsync(World world, Browser browser, bool byHand)
    {
        var reply = await browser.StepAsync(
            HttpMethod.Get, new Uri(world.Web + "/me"), null, Ct, navigation: byHand ? "?1" : "");
        return reply.Status;
    }
}
