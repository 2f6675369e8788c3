using Microsoft.Playwright;
using Xunit;

namespace AccessAudit.Scenarios.Pages;

/// <summary>The set-up by pages: proposed, read, accepted with a code; and what that does to those who are looking.</summary>
[Collection(PagesGroup.Name)]
public sealed class SetupPagesTests(PagesHouse house)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_departure_that_is_accepted_closes_the_open_page_of_whoever_left()
    {
        PagesHouse.Needed();
        await using var leaves = await house.ViewerAsync("approver6", "en");
        await using var decides = await house.ViewerAsync("approver5", "en");
        await leaves.GoAsync("/requests");

        var client = house.World.Client("clinique");
        await decides.GoAsync($"/setup/{client}/propose?what=departure");
        await decides.Page.SelectOptionAsync("#login", "approver6");
        await decides.Page.ClickAsync("form.stack button.primary");
        Assert.StartsWith("/proposals/", decides.Path, StringComparison.Ordinal);
        Assert.Contains("approver6", await decides.TextAsync());
        Assert.Empty(await decides.ComplaintsAsync());
        await decides.Page.FillAsync("#otp", await house.World.Person("approver5").CodeAsync(Ct));
        await decides.Page.Locator("form", new() { Has = decides.Page.Locator("#otp") }).GetByRole(AriaRole.Button).ClickAsync();
        await decides.Page.Locator(".tag.ok").First.WaitForAsync();

        await leaves.Page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/sign-in");
        await decides.GoAsync("/setup");
        Assert.DoesNotContain("approver6", await decides.TextAsync());
    }

    [Fact]
    public async Task A_file_with_errors_is_told_line_by_line_and_nothing_is_proposed()
    {
        PagesHouse.Needed();
        await using var proposes = await house.ViewerAsync("approver5", "fr", scripts: false);
        var client = house.World.Client("clinique");
        await proposes.GoAsync($"/setup/{client}/propose?what=file");
        var file = await proposes.Page.InputValueAsync("#file");
        await proposes.Page.FillAsync("#file", file.Replace("\"sensitivity\": 1", "\"sensitivity\": 9", StringComparison.Ordinal));
        await proposes.Page.ClickAsync("form.stack button.primary");
        Assert.Contains("sensitivity", await proposes.TextAsync("[role=alert]"));
        Assert.Contains("\"sensitivity\": 9", await proposes.Page.InputValueAsync("#file"));
    }
}
