using AccessAudit.Scenarios.Stage;
using Xunit;

namespace AccessAudit.Scenarios.Pages;

/// <summary>The main job by pages alone, in both languages; the approver is on a phone without scripts.</summary>
[Collection(PagesGroup.Name)]
public sealed class FiveActsTests(PagesHouse house)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("fr", "tina", "approver1")]
    [InlineData("en", "theo", "approver2")]
    public async Task Ask_approve_open_find_and_prove(string locale, string technician, string approver)
    {
        PagesHouse.Needed();
        await house.House.KeyAsync(technician, Ct);
        await using var asks = await house.ViewerAsync(technician, locale);
        await using var decides = await house.ViewerAsync(approver, locale, width: 390, scripts: false);
        await using var reviews = await house.ViewerAsync("rachel", locale);
        var reason = $"Replay the failed bank import ({locale})";

        // ask: first a reason that says nothing, then one that does
        await asks.GoAsync("/access/new?target=files");
        await asks.Page.FillAsync("#reason", "test");
        await asks.Page.ClickAsync("form.columns button.primary");
        Assert.Equal(1, await asks.Page.Locator("[role=alert]").CountAsync());
        await asks.Page.FillAsync("#reason", reason);
        await asks.Page.ClickAsync("form.columns button.primary");
        Assert.Equal("/access", asks.Path);

        // approve, shortened, after a wrong code
        await decides.GoAsync("/requests");
        await decides.Page.Locator("li.card", new() { HasText = reason }).Locator("a.button").ClickAsync();
        Assert.Contains(reason, await decides.TextAsync());
        var request = decides.Path;
        await decides.Page.ClickAsync(".footer-act a.primary");
        await decides.Page.FillAsync("#otp", "000000");
        await decides.Page.ClickAsync(".footer-act button");
        Assert.Equal(1, await decides.Page.Locator("[role=alert]").CountAsync());
        await decides.Page.Locator("input[name=minutes]").First.CheckAsync();
        await decides.Page.FillAsync("#otp", await house.World.Person(approver).CodeAsync(Ct));
        await decides.Page.ClickAsync(".footer-act button");
        Assert.Equal(request, decides.Path);
        Assert.Equal(1, await decides.Page.Locator(".steps").CountAsync());

        // open, with the very command that the page shows
        await asks.GoAsync("/access");
        var command = await asks.Page.Locator(".command code").First.InnerTextAsync();
        Assert.Equal($"ssh -p {house.World.SshPort} {technician}+files@127.0.0.1", command);
        var code = await house.World.Person(technician).CodeAsync(Ct);
        var (exit, output, error) = await house.House.SshAsync(technician, $"{technician}+files", $"echo hello-{locale}", code);
        Assert.True((exit, output.Trim()) == (0, $"hello-{locale}"), error);

        // find, and see where the log proves it
        await Eventually.GetAsync(async () =>
        {
            await reviews.GoAsync($"/who?q=hello-{locale}");
            return await reviews.Page.Locator("main .index").CountAsync() > 0 ? "found" : null;
        }, Ct);
        await reviews.GoAsync("/sessions");
        await reviews.Page.Locator("tbody a").First.ClickAsync();
        Assert.Contains($"hello-{locale}", await reviews.TextAsync());
        Assert.Empty(await reviews.ComplaintsAsync());
        await reviews.GoAsync("/proof");
        Assert.Contains("accessaudit verify", await reviews.TextAsync());

        // taken back: nothing opens any more
        await decides.GoAsync(request);
        await decides.Page.ClickAsync(".footer-act a.danger");
        await decides.Page.FillAsync("#reason", "the work is done");
        await decides.Page.ClickAsync(".footer-act button");
        Assert.Equal(request, decides.Path);
        await asks.GoAsync("/access");
        Assert.DoesNotContain($"{technician}+files", await asks.TextAsync());

        asks.HadNoFaults();
        decides.HadNoFaults();
        reviews.HadNoFaults();
    }
}
