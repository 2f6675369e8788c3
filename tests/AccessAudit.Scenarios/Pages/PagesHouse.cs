using AccessAudit.Scenarios.Stage;
using Microsoft.Playwright;
using Xunit;

namespace AccessAudit.Scenarios.Pages;

/// <summary>A house with a real sshd, and Debian's Chromium before its pages.</summary>
public sealed class PagesHouse : IAsyncLifetime
{
    IPlaywright? _playwright;
    IBrowser? _chromium;
    SshHouse? _house;

    internal SshHouse House => _house ?? throw new InvalidOperationException("the house is not open");

    internal World World => House.World;

    internal static string? Axe => Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "../../../../tests/AccessAudit.Scenarios/Pages/npm/node_modules/axe-core/axe.min.js"))
        is var path && File.Exists(path) ? path : null;

    public async ValueTask InitializeAsync()
    {
        if (Tool.Find("sshd") is null || Tool.Find("ssh") is null)
        {
            return;
        }

        _house = await SshHouse.OpenAsync("tina", "theo", "tess", "tom", "tara", "toto", "thea");
        if (Tool.Find("chromium") is not { } chromium || Tool.Find("node") is null)
        {
            return;
        }

        // The machine's own Node drives it: nothing is downloaded, and no browser either.
        Environment.SetEnvironmentVariable("PLAYWRIGHT_NODEJS_PATH", Tool.Find("node"));
        _playwright = await Playwright.CreateAsync();
        _chromium = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = chromium,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
    }

    /// <summary>Skips, with the reason, where there is no Chromium.</summary>
    internal static void Needed() => Tool.Needs("chromium", "node", "ssh", "sshd");

    /// <summary>Somebody signed in with a browser that has no screen: for what is sent, not for what is seen.</summary>
    internal async Task<Browser> BrowserAsync(string login, CancellationToken ct)
    {
        var browser = new Browser();
        var form = await browser.OpenAsync($"{World.Web}/sign-in/0?return=%2Fme", ct);
        await browser.SubmitAsync(
            form, "/connect/authorize", ct, ("username", login), ("password", World.Password(login)));
        return browser;
    }

    /// <summary>Somebody before a browser of their own, signed in by the provider's form.</summary>
    internal async Task<Viewer> ViewerAsync(
        string login, string locale = "fr", int width = 1390, bool scripts = true, bool dark = false)
    {
        var context = await _chromium!.NewContextAsync(new()
        {
            Locale = locale == "fr" ? "fr-FR" : "en-GB",
            ViewportSize = new() { Width = width, Height = 844 },
            JavaScriptEnabled = scripts,
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
        });
        await context.AddCookiesAsync([new() { Name = "accessaudit-lang", Value = locale, Url = World.Web }]);
        var visitor = new Viewer(context, await context.NewPageAsync(), World);
        await visitor.SignInAsync(login);
        return visitor;
    }

    public async ValueTask DisposeAsync()
    {
        if (_chromium is not null)
        {
            await _chromium.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_house is not null)
        {
            await _house.DisposeAsync();
        }
    }
}

[CollectionDefinition(Name)]
public sealed class PagesGroup : ICollectionFixture<PagesHouse>
{
    public const string Name = "Pages";
}
