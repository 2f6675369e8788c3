using System.Collections.Concurrent;
using System.Text.Json;
using AccessAudit.Scenarios.Stage;
using Microsoft.Playwright;
using Xunit;

namespace AccessAudit.Scenarios.Pages;

/// <summary>One person before one browser. Whatever a page does that it should not is remembered.</summary>
sealed class Viewer : IAsyncDisposable
{
    readonly IBrowserContext _context;
    readonly World _world;
    readonly ConcurrentQueue<string> _faults = new();

    internal Viewer(IBrowserContext context, IPage page, World world)
    {
        (_context, Page, _world) = (context, page, world);
        page.SetDefaultTimeout(20_000);
        page.Console += (_, told) =>
        {
            if (told.Type is "error" or "warning")
            {
                _faults.Enqueue($"console: {told.Text} at {page.Url}");
            }
        };
        page.PageError += (_, error) => _faults.Enqueue($"script: {error} at {page.Url}");
        page.Request += (_, request) =>
        {
            var to = new Uri(request.Url);
            if (to.Scheme != "data" && to.Authority != new Uri(world.Web).Authority && to.Authority != new Uri(world.Issuer).Authority)
            {
                _faults.Enqueue($"a request to another host: {request.Url}");
            }
        };
    }

    internal IPage Page { get; }

    internal string Path => new Uri(Page.Url).PathAndQuery;

    internal async Task SignInAsync(string login)
    {
        await Page.GotoAsync(_world.Web + "/");
        await Page.Locator("a.door").First.ClickAsync();
        await Page.FillAsync("input[name=username]", login);
        await Page.FillAsync("input[type=password]", _world.Password(login));
        await Page.ClickAsync("button[type=submit]");
        await Page.WaitForURLAsync(url => url.StartsWith(_world.Web, StringComparison.Ordinal));
    }

    internal async Task<IResponse> GoAsync(string path) => (await Page.GotoAsync(_world.Web + path))!;

    internal Task<string> TextAsync(string selector = "main") => Page.Locator(selector).First.InnerTextAsync();

    /// <summary>The page has a title and one main heading, fits its width, and axe finds nothing (WCAG 2.2 AA).</summary>
    internal async Task<IReadOnlyList<string>> ComplaintsAsync()
    {
        List<string> complaints = [];
        if (string.IsNullOrWhiteSpace(await Page.TitleAsync()))
        {
            complaints.Add("no title");
        }

        if (await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth") > 1)
        {
            complaints.Add("wider than the screen");
        }

        if (PagesHouse.Axe is { } axe)
        {
            await Page.EvaluateAsync(await File.ReadAllTextAsync(axe));
            var found = await Page.EvaluateAsync<JsonElement>(
                "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })"
                + ".then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 160)).join(' | ')))");
            complaints.AddRange(found.EnumerateArray().Select(one => one.GetString()!));
        }

        return [.. complaints.Select(complaint => $"{Path}: {complaint}")];
    }

    /// <summary>Nothing happened on any page that should not.</summary>
    internal void HadNoFaults() => Assert.True(_faults.IsEmpty, string.Join('\n', _faults));

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
