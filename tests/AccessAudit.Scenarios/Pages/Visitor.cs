using AccessAudit.Scenarios.Stage;

namespace AccessAudit.Scenarios.Pages;

/// <summary>Somebody at the pages: signed in by the development provider's form, in a browser of their own.</summary>
sealed class Visitor : IDisposable
{
    readonly World _world;
    readonly Browser _browser;

    Visitor(World world, Browser browser) => (_world, _browser) = (world, browser);

    internal static async Task<Visitor> ComesAsync(
        World world, string login, CancellationToken ct, string language = "en")
    {
        var browser = new Browser(language);
        var form = await browser.OpenAsync($"{world.Web}/sign-in/0?return=%2Fme", ct);
        var page = await browser.SubmitAsync(
            form, "/connect/authorize", ct, ("username", login), ("password", world.Password(login)));
        browser.Cookies.Add(new System.Net.Cookie("accessaudit-lang", language, "/", "localhost"));
        return browser.At.AbsolutePath == "/me" && page.Status == 200
            ? new Visitor(world, browser)
            : throw new InvalidOperationException($"{login} is not in: {browser.At}");
    }

    internal Uri At => _browser.At;

    internal Task<Reply> OpenAsync(string path, CancellationToken ct) => _browser.OpenAsync(_world.Web + path, ct);

    /// <summary>Opens a page and asks for that status; the spans that set its words apart are left out.</summary>
    internal async Task<string> ReadAsync(string path, CancellationToken ct, int status = 200)
    {
        var page = await OpenAsync(path, ct);
        return page.Status == status
            ? System.Net.WebUtility.HtmlDecode(page.Text.Replace("<span>", "").Replace("</span>", ""))
            : throw new InvalidOperationException($"{path}: {page.Status} instead of {status}\n{page.Text}");
    }

    /// <summary>Sends the page's form that leads to <paramref name="action"/>.</summary>
    internal Task<Reply> SendAsync(Reply page, string action, CancellationToken ct, params (string, string)[] typed) =>
        _browser.SubmitAsync(page, action, ct, typed);

    /// <summary>Sends the page's form of that name to the page itself.</summary>
    internal Task<Reply> SendFormAsync(Reply page, string name, CancellationToken ct, params (string, string)[] typed) =>
        _browser.SubmitNamedAsync(page, name, ct, typed);

    public void Dispose() => _browser.Dispose();
}
