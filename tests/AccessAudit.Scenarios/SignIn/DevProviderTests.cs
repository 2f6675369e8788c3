using AccessAudit.Scenarios.Api;
using AccessAudit.Scenarios.Stage;
using Xunit;

namespace AccessAudit.Scenarios.SignIn;

/// <summary>Browsers sign in by the development provider, and only those who are known come in.</summary>
[Collection(ApiGroup.Name)]
public sealed class DevProviderTests(ApiWorld api)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_gives_their_password_at_the_provider_comes_back_to_the_page_they_wanted()
    {
        using var browser = new Browser();
        var turned = await browser.StepAsync(HttpMethod.Get, new Uri(api.World.Web + "/me?tab=keys"), null, Ct);
        Assert.Equal((302, "/sign-in?return=%2Fme%3Ftab%3Dkeys"), (turned.Status, turned.Headers["Location"]));

        var form = await browser.OpenAsync(api.World.Web + "/sign-in/0?return=%2Fme%3Ftab%3Dkeys", Ct);
        Assert.Equal("localhost:" + api.World.IdentityPort, browser.At.Authority);
        var arrived = await browser.SubmitAsync(
            form, "/connect/authorize", Ct, ("username", "ana"), ("password", api.World.Password("ana")));

        Assert.Equal(api.World.Web + "/me?tab=keys", browser.At.ToString());
        Assert.NotEqual(302, arrived.Status);
        Assert.NotNull(browser.Cookie(api.World.Web, "accessaudit"));
    }
}
