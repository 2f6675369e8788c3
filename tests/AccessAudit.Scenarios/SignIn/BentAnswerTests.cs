using AccessAudit.Scenarios.Stage;
using Xunit;

namespace AccessAudit.Scenarios.SignIn;

/// <summary>A provider's answer that is not exactly what was asked for opens nothing.</summary>
[Collection(SignInGroup.Name)]
public sealed class BentAnswerTests(SignInWorld people)
{
    static readonly Dictionary<string, TestAuthority.Bend> Bends = new()
    {
        ["another nonce"] = new() { Claims = claims => claims["nonce"] = "another" },
        ["no nonce"] = new() { Claims = claims => claims.Remove("nonce") },
        ["another issuer in the token"] = new() { Claims = claims => claims["iss"] = "https://elsewhere.example" },
        ["the issuer with a slash more"] = new() { Claims = claims => claims["iss"] = claims["iss"] + "/" },
        ["another audience"] = new() { Claims = claims => claims["aud"] = "another-service" },
        ["expired"] = new() { Claims = claims => claims["exp"] = DateTimeOffset.UtcNow.AddMinutes(-5).ToUnixTimeSeconds() },
        ["nobody"] = new() { Claims = claims => claims.Remove("sub") },
        ["unsigned"] = new() { Algorithm = "none" },
        ["with its signature cut off"] = new() { Signature = _ => "" },
        ["signed with the public key as a secret"] = new() { Algorithm = "HS256" },
        ["signed by another key"] = new() { OtherKey = true },
        ["a state that is changed"] = new() { State = state => state[..^4] + "AAAA" },
        ["a state of our own making"] = new() { State = _ => "CfDJ8" },
        ["no state"] = new() { State = _ => "" },
        ["an answer that names another issuer"] = new() { AnswerIssuer = "https://elsewhere.example" },
    };

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Kinds => [.. Bends.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task It_ends_at_the_door(string kind)
    {
        using var browser = new Browser();
        people.Bendable.Bent = Bends[kind];
        try
        {
            await people.SignInAsync(browser, people.Bendable, "thea", Ct);
        }
        finally
        {
            people.Bendable.Bent = null;
        }

        Assert.Equal("/sign-in?problem=failed", browser.At.PathAndQuery);
        Assert.Null(browser.Cookie(people.World.Web, "accessaudit"));
    }

    [Fact]
    public async Task An_answer_for_one_provider_is_none_for_another()
    {
        // The browser asks one provider; its answer is brought to the callback of the other.
        using var browser = new Browser();
        people.Bendable.Subject = "s-thea";
        var asked = await browser.StepAsync(HttpMethod.Get, new Uri(people.World.Web + "/sign-in/2"), null, Ct);
        var answered = await browser.StepAsync(HttpMethod.Get, new Uri(asked.Headers["Location"]), null, Ct);
        await browser.OpenAsync(answered.Headers["Location"].Replace("/sign-in/2/", "/sign-in/3/"), Ct);
        Assert.Equal("/sign-in?problem=failed", browser.At.PathAndQuery);
    }

    [Fact]
    public async Task An_answer_opens_only_the_browser_that_asked_and_only_once()
    {
        using var browser = new Browser();
        people.Bendable.Subject = "s-thea";
        var asked = await browser.StepAsync(HttpMethod.Get, new Uri(people.World.Web + "/sign-in/2"), null, Ct);
        var answered = await browser.StepAsync(HttpMethod.Get, new Uri(asked.Headers["Location"]), null, Ct);
        using var victim = new Browser();
        await victim.OpenAsync(answered.Headers["Location"], Ct);
        Assert.Equal("/sign-in?problem=failed", victim.At.PathAndQuery);

        await browser.OpenAsync(answered.Headers["Location"], Ct);
        Assert.NotNull(browser.Cookie(people.World.Web, "accessaudit"));
        await browser.OpenAsync(answered.Headers["Location"], Ct);
        Assert.Equal("/sign-in?problem=failed", browser.At.PathAndQuery);
    }

    [Fact]
    public async Task The_request_carries_PKCE_state_and_nonce_and_asks_for_nothing_but_who_it_is()
    {
        using var browser = new Browser();
        people.Bendable.Asked.Clear();
        await people.SignInAsync(browser, people.Bendable, "thea", Ct);
        var asked = Assert.Single(people.Bendable.Asked);
        Assert.Equal("S256", asked["code_challenge_method"]);
        Assert.Equal("code", asked["response_type"]);
        Assert.Equal("openid", asked["scope"]);
        Assert.Equal(people.World.Web + "/sign-in/2/callback", asked["redirect_uri"]);
        Assert.True(asked["state"].Length > 20 && asked["nonce"].Length > 20);
        Assert.DoesNotContain("x-client-SKU", asked.Keys);
    }

    [Fact]
    public async Task A_provider_that_does_not_answer_or_calls_itself_otherwise_signs_nobody_in()
    {
        var gone = await TestAuthority.StartAsync();
        var issuer = gone.Issuer;
        await gone.DisposeAsync();
        await using var other = await TestAuthority.StartAsync();
        other.Bent = new()
        {
            MetadataIssuer = "https://elsewhere.example",
            AnswerIssuer = "",
            Claims = claims => claims["iss"] = "https://elsewhere.example",
        };
        const string At = "ACCESSAUDIT__Identity__Authorities__";
        await using var world = await World.StartAsync(settings: _ => new Dictionary<string, string?>
        {
            [At + "1__Issuer"] = issuer,
            [At + "1__ClientId"] = "anybody",
            [At + "2__Issuer"] = other.Issuer,
            [At + "2__ClientId"] = TestAuthority.ClientId,
        });
        using var browser = new Browser();
        await browser.OpenAsync(world.Web + "/sign-in/1", Ct);
        Assert.Equal("/sign-in?problem=unavailable", browser.At.PathAndQuery);

        other.Subject = "s-claire";
        await browser.OpenAsync(world.Web + "/sign-in/2", Ct);
        Assert.Equal("/sign-in?problem=failed", browser.At.PathAndQuery);
    }
}
