using System.Net;
using System.Text.RegularExpressions;

namespace AccessAudit.Scenarios.Stage;

/// <summary>
/// A browser without a screen: it keeps cookies, follows links and redirects, fills in forms. Scripts, styles and the
/// policies about them are for the real browser's tests.
/// </summary>
sealed partial class Browser : IDisposable
{
    const int Hops = 10;
    readonly HttpClient _http;

    internal Browser(string language = "en")
    {
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            CookieContainer = Cookies,
            UseCookies = true,
        });
        _http.DefaultRequestHeaders.Add("Accept", "text/html,application/xhtml+xml");
        _http.DefaultRequestHeaders.Add("Accept-Language", language);
    }

    internal CookieContainer Cookies { get; } = new();

    /// <summary>Where it is.</summary>
    internal Uri At { get; private set; } = new("about:blank");

    /// <summary>Everywhere it was led, oldest first.</summary>
    internal List<Uri> Trail { get; } = [];

    /// <summary>Every <c>Set-Cookie</c> it was sent.</summary>
    internal List<string> CookiesSet { get; } = [];

    /// <summary>One request, no redirect followed.</summary>
    /// <param name="navigation">Sent as a navigation: <c>?1</c> by somebody's hand, empty by a script.</param>
    internal async Task<Reply> StepAsync(
        HttpMethod method, Uri url, IEnumerable<KeyValuePair<string, string>>? form, CancellationToken ct,
        string? accept = null, string? navigation = null)
    {
        using var request = new HttpRequestMessage(method, url);
        request.Content = form is null ? null : new FormUrlEncodedContent(form);
        if (accept is not null)
        {
            request.Headers.Add("Accept", accept);
        }

        if (navigation is not null)
        {
            request.Headers.Add("Sec-Fetch-Mode", "navigate");
        }

        if (navigation is { Length: > 0 })
        {
            request.Headers.Add("Sec-Fetch-User", navigation);
        }

        using var answer = await _http.SendAsync(request, ct);
        if (answer.Headers.TryGetValues("Set-Cookie", out var cookies))
        {
            CookiesSet.AddRange(cookies);
        }

        At = url;
        Trail.Add(url);
        return await Reply.OfAsync(answer, ct);
    }

    /// <summary>Opens an address and follows redirects to where they end.</summary>
    internal Task<Reply> OpenAsync(string url, CancellationToken ct) => FollowAsync(HttpMethod.Get, new Uri(url), null, ct);

    /// <summary>Sends the page's form that leads to <paramref name="action"/>, with what a person types.</summary>
    internal Task<Reply> SubmitAsync(
        Reply page, string action, CancellationToken ct, params (string Name, string Value)[] typed) =>
        SendAsync(page, $"action=\"{action}\"", action, typed, ct);

    /// <summary>Sends the page's form of that name to the page itself.</summary>
    internal Task<Reply> SubmitNamedAsync(
        Reply page, string name, CancellationToken ct, params (string Name, string Value)[] typed) =>
        SendAsync(page, $"name=\"_handler\" value=\"{name}\"", At.PathAndQuery, typed, ct);

    Task<Reply> SendAsync(
        Reply page, string mark, string action, (string Name, string Value)[] typed, CancellationToken ct)
    {
        var form = Forms().Matches(page.Text).Select(match => match.Value).First(
            text => text.Contains(mark, StringComparison.Ordinal));
        var fields = Inputs().Matches(form).Select(match => match.Value)
            .Where(input => Attribute(input, "name").Length > 0)
            .ToDictionary(input => Attribute(input, "name"), input => Attribute(input, "value"));
        foreach (var (name, value) in typed)
        {
            fields[name] = value;
        }

        return FollowAsync(HttpMethod.Post, new Uri(At, action), fields, ct);
    }

    internal string? Cookie(string url, string name) => Cookies.GetCookies(new Uri(url))[name]?.Value;

    public void Dispose() => _http.Dispose();

    async Task<Reply> FollowAsync(
        HttpMethod method, Uri url, IEnumerable<KeyValuePair<string, string>>? form, CancellationToken ct)
    {
        var reply = await StepAsync(method, url, form, ct);
        for (var hop = 0; reply.Status is 302 or 303; hop++)
        {
            if (hop == Hops)
            {
                throw new InvalidOperationException($"a circle of redirects at {At}");
            }

            reply = await StepAsync(HttpMethod.Get, new Uri(At, reply.Headers["Location"]), null, ct);
        }

        return reply;
    }

    static string Attribute(string tag, string name) =>
        WebUtility.HtmlDecode(Regex.Match(tag, $"\\b{name}=\"([^\"]*)\"").Groups[1].Value);

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("<input[^>]*>")]
    private static partial Regex Inputs();
}
