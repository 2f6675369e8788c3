using AccessAudit.Scenarios.Stage;
using Xunit;

namespace AccessAudit.Scenarios.Pages;

/// <summary>
/// Every page of every role: reachable, titled, within its screen, accessible, loud in no console, silent towards other
/// hosts. The short form pairs language, theme and width; the long one takes all of them.
/// </summary>
[Collection(PagesGroup.Name)]
public sealed class EveryPageTests(PagesHouse house)
{
    static readonly int[] Widths = [320, 768, 1390];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, bool, int> Screens
    {
        get
        {
            var screens = new TheoryData<string, bool, int> { { "fr", false, 390 }, { "en", true, 1390 } };
            if (Environment.GetEnvironmentVariable("ACCESSAUDIT_TEST_LONG") is { Length: > 0 })
            {
                foreach (var width in Widths)
                {
                    screens.Add("fr", true, width);
                    screens.Add("fr", false, width);
                    screens.Add("en", true, width);
                    screens.Add("en", false, width);
                }
            }

            return screens;
        }
    }

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task Pages_are_accessible_and_keep_to_themselves(string locale, bool dark, int width)
    {
        PagesHouse.Needed();
        Assert.SkipUnless(PagesHouse.Axe is not null, "not installed: axe-core");
        var asked = await house.World.Technician("tess").AskAsync(
            "clinique", "files", Ct, TargetServer.Account, $"Look at the archive {locale} {dark} {width}");
        var decided = await house.World.Technician("tess").AskAsync("clinique", "files", Ct, TargetServer.Account);
        await house.World.Approver("approver3").ApproveAsync(decided, Ct);
        var grant = (await house.World.Technician("tess").GetAsync("grants", Ct)).Must(200)["items"]![0]!["id"];
        var client = house.World.Client("clinique");

        var faults = await VisitAsync("tess", locale, dark, width,
            "/access", "/access/new", "/access/new?target=files", $"/requests/{asked["id"]}", $"/requests/{decided["id"]}",
            $"/grants/{grant}/extend", $"/grants/{grant}/revoke", "/sessions", "/notices", "/me", "/enrol");
        faults.AddRange(await VisitAsync("approver3", locale, dark, width,
            "/requests", $"/requests/{asked["id"]}", $"/requests/{asked["id"]}/decide", $"/requests/{asked["id"]}/refuse",
            $"/requests/{asked["id"]}/question", $"/requests/{decided["id"]}", "/gatekeeper", "/sessions", "/proof",
            "/setup", $"/setup/{client}/propose", $"/setup/{client}/propose?what=target",
            $"/setup/{client}/propose?what=file", "/limits", "/me", "/enrol?lost"));
        faults.AddRange(await VisitAsync("rachel", locale, dark, width,
            "/who", "/sessions", "/proof", "/limits", $"/log/{client}/0", "/setup", "/me"));
        faults.AddRange(await VisitAsync("sonia", locale, dark, width, "/sessions", "/me"));
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    async Task<List<string>> VisitAsync(string login, string locale, bool dark, int width, params string[] paths)
    {
        List<string> faults = [];
        await using var visitor = await house.ViewerAsync(login, locale, width, dark: dark);
        foreach (var path in paths)
        {
            var response = await visitor.GoAsync(path);
            if (response.Status != 200)
            {
                faults.Add($"{login} {path}: {response.Status}");
                continue;
            }

            faults.AddRange((await visitor.ComplaintsAsync()).Select(complaint => $"{login} {complaint}"));
        }

        visitor.HadNoFaults();
        return faults;
    }
}
