using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using AccessAudit.Scenarios.Stage;
using Installation = AccessAudit.Scenarios.Stage.World;

namespace AccessAudit.Benchmarks;

/// <summary>
/// The decision on a phone while fifty approvers decide at once: the card drawn, and the answer to the code, which waits
/// until a signed head covers the approval. Beside it an answer of the same process that does nothing.
/// </summary>
static partial class Decide
{
    const int Approvers = 50;

    public static async Task<int> RunAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        var ct = patience.Token;
        await using var world = await Installation.StartAsync(CastOf());
        var deciders = Enumerable.Range(1, Approvers).Select(number => $"approver{number}").ToArray();
        var browsers = new Dictionary<string, Browser>();
        var requests = new Dictionary<string, string>();
        foreach (var login in deciders)
        {
            await world.Person(login).PhoneAsync(ct);
            browsers[login] = await SignInAsync(world, login, ct);
            requests[login] = (await world.Technician("ana").AskAsync("clinique", "clinique-web", ct))["id"]!.GetValue<string>();
        }

        Console.WriteLine($"the card, whole and without a cache: {await BytesAsync(world, browsers[deciders[0]], requests[deciders[0]], ct):#,0} bytes");
        await AtOnceAsync(deciders, login => browsers[login].OpenAsync(Card(world, requests[login]), ct)); // once before, to be warm
        var idle = await AtOnceAsync(deciders, login => browsers[login].OpenAsync(world.Web + "/health/live", ct));
        var cards = await AtOnceAsync(deciders, login => browsers[login].OpenAsync(Card(world, requests[login]), ct));
        var forms = new Dictionary<string, Dictionary<string, string>>();
        foreach (var login in deciders)
        {
            var page = await browsers[login].OpenAsync(Card(world, requests[login]) + "/decide", ct);
            forms[login] = Fields(page.Text);
            forms[login]["otp"] = await world.Person(login).CodeAsync(ct);
        }

        var posts = await AtOnceAsync(deciders, login => browsers[login].StepAsync(
            HttpMethod.Post, new Uri(Card(world, requests[login]) + "/decide"), forms[login], ct), 302);
        Console.WriteLine($"an answer that does nothing:       p95 {idle:0} ms of {Approvers} at once");
        Console.WriteLine($"the card:                          p95 {cards:0} ms, {cards / idle:0.0} x");
        Console.WriteLine($"the code, under a signed head:     p95 {posts:0} ms, {posts / idle:0.0} x");
        return 0;
    }

    static async Task<double> AtOnceAsync(string[] deciders, Func<string, Task<Reply>> act, int status = 200)
    {
        var times = await Task.WhenAll(deciders.Select(async login =>
        {
            await Task.Yield();
            var clock = Stopwatch.StartNew();
            var reply = await act(login);
            return reply.Status == status
                ? clock.Elapsed.TotalMilliseconds
                : throw new InvalidOperationException($"{login}: {reply.Status}\n{reply.Text}");
        }));
        return times.Order().ElementAt((int)(times.Length * 0.95));
    }

    // The page and everything it links to, as a browser that accepts compression gets it the first time.
    static async Task<long> BytesAsync(Installation world, Browser browser, string request, CancellationToken ct)
    {
        using var http = new HttpClient(new SocketsHttpHandler
        {
            CookieContainer = browser.Cookies,
            AutomaticDecompression = DecompressionMethods.None,
        });
        http.DefaultRequestHeaders.Add("Accept-Encoding", "gzip, br");
        http.DefaultRequestHeaders.Add("Accept", "text/html,*/*");
        var page = await browser.OpenAsync(Card(world, request), ct);
        var links = Links().Matches(page.Text).Select(match => match.Groups[1].Value.Split('#')[0])
            .Where(link => link.Contains('.', StringComparison.Ordinal)).Append("vendor/jetbrains-mono-latin.woff2").Distinct();
        var total = (await http.GetByteArrayAsync(Card(world, request), ct)).LongLength;
        foreach (var link in links)
        {
            total += (await http.GetByteArrayAsync(new Uri(new Uri(world.Web + "/"), link), ct)).LongLength;
        }

        return total;
    }

    static async Task<Browser> SignInAsync(Installation world, string login, CancellationToken ct)
    {
        var browser = new Browser();
        var form = await browser.OpenAsync($"{world.Web}/sign-in/0?return=%2Fme", ct);
        await browser.SubmitAsync(form, "/connect/authorize", ct, ("username", login), ("password", world.Password(login)));
        return browser;
    }

    static string Card(Installation world, string request) => $"{world.Web}/requests/{request}";

    static Dictionary<string, string> Fields(string page) => Inputs().Matches(page)
        .Select(match => match.Value)
        .Where(input => !input.Contains("type=\"radio\"", StringComparison.Ordinal) || input.Contains(" checked", StringComparison.Ordinal))
        .Select(input => (Name: Attribute(input, "name"), Value: Attribute(input, "value")))
        .Where(field => field.Name.Length > 0)
        .DistinctBy(field => field.Name)
        .ToDictionary(field => field.Name, field => field.Value);

    static string Attribute(string tag, string name) =>
        WebUtility.HtmlDecode(Regex.Match(tag, $"\\b{name}=\"([^\"]*)\"").Groups[1].Value);

    static Cast CastOf() => new(
        Cast.Usual.Clients,
        [
            new("ana", null, ["technician"], ["clinique"]),
            .. Enumerable.Range(1, Approvers).Select(
                number => new Player($"approver{number}", "clinique", ["approver", "client-admin"], [])),
            new("marc", "mairie", ["approver", "client-admin"], []),
        ]);

    [GeneratedRegex("<input[^>]*>")]
    private static partial Regex Inputs();

    [GeneratedRegex("(?:href|src)=\"([^\"]+)\"")]
    private static partial Regex Links();
}
