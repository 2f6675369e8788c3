using System.Net;
using AccessAudit.Scenarios.Stage;
using Xunit;

namespace AccessAudit.Scenarios.SignIn;

/// <summary>Browsers sign in by providers, and only those who are known come in.</summary>
[Collection(SignInGroup.Name)]
public sealed class DoorTests(SignInWorld people)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_gives_their_password_at_the_provider_comes_back_to_the_page_they_wanted()
    {
        using var browser = new Browser();
        var turned = await browser.StepAsync(HttpMethod.Get, new Uri(people.World.Web + "/me?tab=keys"), null, Ct);
        Assert.Equal((302, "/sign-in?return=%2Fme%3Ftab%3Dkeys"), (turned.Status, turned.Headers["Location"]));

        var form = await browser.OpenAsync(people.World.Web + "/sign-in/0?return=%2Fme%3Ftab%3Dkeys", Ct);
        Assert.Equal("localhost:" + people.World.IdentityPort, browser.At.Authority);
        await browser.SubmitAsync(
            form, "/connect/authorize", Ct, ("username", "ana"), ("password", people.World.Password("ana")));

        Assert.Equal(people.World.Web + "/me?tab=keys", browser.At.ToString());
        await IsInAsync(browser);
    }

    [Fact]
    public async Task A_wrong_password_shows_the_form_again_and_five_close_the_login()
    {
        using var browser = new Browser();
        var form = await browser.OpenAsync(people.World.Web + "/sign-in/0", Ct);
        for (var attempt = 0; attempt < 5; attempt++)
        {
            form = await browser.SubmitAsync(
                form, "/connect/authorize", Ct, ("username", "rita"), ("password", "<script>alert(1)</script>"));
            Assert.Contains("role=\"alert\"", form.Text);
            Assert.DoesNotContain("<script>", form.Text);
        }

        form = await browser.SubmitAsync(
            form, "/connect/authorize", Ct, ("username", "rita"), ("password", people.World.Password("rita")));
        Assert.Contains("role=\"alert\"", form.Text);
        await IsOutAsync(browser);
    }

    [Fact]
    public async Task A_provider_that_nobody_here_wrote_signs_people_in()
    {
        Assert.SkipUnless(OtherProvider.IsInstalled, "not installed: node and oidc-provider");
        using var browser = new Browser();
        var form = await browser.OpenAsync(people.World.Web + "/sign-in/1?return=%2Fme", Ct);
        var action = browser.At.AbsolutePath;
        form = await browser.SubmitAsync(form, action, Ct, ("login", "marc"), ("password", "wrong"));
        await browser.SubmitAsync(form, action, Ct, ("login", "marc"), ("password", "pw-marc"));
        Assert.Equal(people.World.Web + "/me", browser.At.ToString());
        await IsInAsync(browser);
    }

    [Fact]
    public async Task Whoever_cancels_at_the_provider_is_back_at_the_door()
    {
        Assert.SkipUnless(OtherProvider.IsInstalled, "not installed: node and oidc-provider");
        using var browser = new Browser();
        var form = await browser.OpenAsync(people.World.Web + "/sign-in/1", Ct);
        await browser.SubmitAsync(form, browser.At.AbsolutePath + "?cancel", Ct);
        Assert.Equal("/sign-in?problem=cancelled", browser.At.PathAndQuery);
    }

    [Fact]
    public async Task An_identity_that_nobody_knows_opens_nothing()
    {
        using var browser = new Browser();
        await people.SignInAsync(browser, people.Bendable, "nobody", Ct);
        Assert.Equal("/sign-in?problem=unknown", browser.At.PathAndQuery);
        await IsOutAsync(browser);
    }

    [Theory]
    [InlineData("theo")] // staff of the provider
    [InlineData("timo")] // of another client
    public async Task A_clients_issuer_vouches_for_nobody_else_and_their_client_hears_of_it(string login)
    {
        using var browser = new Browser();
        await people.SignInAsync(browser, people.Bendable, login, Ct);
        Assert.Equal("/sign-in?problem=unknown", browser.At.PathAndQuery);
        await IsOutAsync(browser);
        await people.SignInAsync(browser, people.Bendable, "thea", Ct);
        await IsInAsync(browser);
    }

    [Fact]
    public async Task Every_sign_in_gets_a_session_of_its_own_whatever_cookie_the_browser_brought()
    {
        using var browser = new Browser();
        const string Planted = "0123456789abcdef.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        browser.Cookies.Add(new Cookie("accessaudit", Planted, "/", "localhost"));
        await people.SignInAsync(browser, people.Bendable, "thea", Ct);
        var first = browser.Cookie(people.World.Web, "accessaudit")!;
        Assert.NotEqual(Planted[..16], first[..16]);

        await people.SignInAsync(browser, people.Bendable, "thea", Ct);
        var second = browser.Cookie(people.World.Web, "accessaudit")!;
        Assert.NotEqual(first[..16], second[..16]);
        await IsInAsync(browser);

        using var thief = new Browser();
        thief.Cookies.Add(new Cookie("accessaudit", first, "/", "localhost"));
        await IsOutAsync(thief);
        using var guesser = new Browser();
        guesser.Cookies.Add(new Cookie("accessaudit", second[..^1] + (second[^1] == 'A' ? 'E' : 'A'), "/", "localhost"));
        await IsOutAsync(guesser);
    }

    [Fact]
    public async Task What_is_no_link_is_told_401_instead_of_being_led_away()
    {
        using var browser = new Browser();
        var page = new Uri(people.World.Web + "/requests");
        foreach (var (method, accept) in new[]
        {
            (HttpMethod.Post, "text/html"), (HttpMethod.Get, "application/json"), (HttpMethod.Get, "text/event-stream"),
            (HttpMethod.Delete, "text/html"),
        })
        {
            var reply = await browser.StepAsync(method, page, null, Ct, accept);
            Assert.Equal((401, "call.unauthenticated"), (reply.Status, reply.Code));
        }
    }

    [Fact]
    public async Task Cookies_are_out_of_reach_of_scripts_and_of_other_sites_forms()
    {
        using var browser = new Browser();
        await people.SignInAsync(browser, people.Bendable, "thea", Ct);
        var ours = browser.CookiesSet.Where(cookie => cookie.StartsWith("accessaudit", StringComparison.Ordinal)).ToList();
        Assert.Contains(ours, cookie => cookie.StartsWith("accessaudit=", StringComparison.Ordinal));
        Assert.Contains(ours, cookie => cookie.StartsWith("accessaudit-nonce-", StringComparison.Ordinal));
        Assert.Contains(ours, cookie => cookie.StartsWith("accessaudit-state-", StringComparison.Ordinal));
        Assert.All(ours, cookie =>
        {
            Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("domain=", cookie, StringComparison.OrdinalIgnoreCase);
        });
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    [InlineData("\\\\evil.example")]
    [InlineData("/%09/evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("/\r\nLocation: https://evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("http:evil.example")]
    [InlineData("evil.example")]
    [InlineData(".evil.example")]
    [InlineData("@evil.example")]
    [InlineData("/sign-out")]
    [InlineData("/Sign-In/0?return=/")]
    [InlineData("/api/v1/me")]
    [InlineData("///evil.example")]
    [InlineData("/é")]
    [InlineData("")]
    public async Task No_address_leads_away_after_sign_in(string back)
    {
        using var browser = new Browser();
        await people.SignInAsync(browser, people.Bendable, "thea", Ct, Uri.EscapeDataString(back));
        Assert.All(browser.Trail, url => Assert.Contains(
            url.GetLeftPart(UriPartial.Authority), new[] { people.World.Web, people.Bendable.Base }));
        var landed = browser.Trail[browser.Trail.FindIndex(url => url.AbsolutePath == "/sign-in/2/callback") + 1];
        Assert.Equal(back.StartsWith("/%09", StringComparison.Ordinal) ? back : "/", landed.AbsolutePath);
    }

    async Task IsInAsync(Browser browser) => Assert.NotEqual(302, (await AskAsync(browser)).Status);

    async Task IsOutAsync(Browser browser)
    {
        var reply = await AskAsync(browser);
        Assert.Equal(302, reply.Status);
        Assert.StartsWith("/sign-in?return=%2Fme", reply.Headers["Location"]);
    }

    Task<Reply> AskAsync(Browser browser) =>
        browser.StepAsync(HttpMethod.Get, new Uri(people.World.Web + "/me"), null, Ct);
}
