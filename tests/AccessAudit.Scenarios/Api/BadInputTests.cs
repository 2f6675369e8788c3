using System.Text;
using AccessAudit.Scenarios.Stage;
using Xunit;

namespace AccessAudit.Scenarios.Api;

/// <summary>Whatever is sent, the answer is a problem that says why, and the process lives on.</summary>
[Collection(ApiGroup.Name)]
public sealed class BadInputTests(ApiWorld api)
{
    const string Ask =
        """{"client":"c","target":"t","account":"a","protocol":"ssh","reason":"a good reason","minutes":30""";

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, int, string> Bodies => new()
    {
        { "", 400, "body.malformed" },
        { "{", 400, "body.malformed" },
        { "[]", 400, "body.malformed" },
        { "null", 400, "body.malformed" },
        { "\"text\"", 400, "body.malformed" },
        { "{} {}", 400, "body.malformed" },
        { "{\"client\":1}", 400, "body.malformed" },
        { Ask + ",\"otp\":\"1\"}", 400, "body.malformed" },
        { Ask + ",\"minutes\":31}", 400, "body.malformed" },
        { Ask + ",\"from\":\"2026-01-01T10:00:00\"}", 400, "body.malformed" },
        { Ask + ",\"from\":\"tomorrow\"}", 400, "body.malformed" },
        { Ask + ",\"ticket\":" + new string('[', 2000) + "}", 400, "body.malformed" },
        { Ask.Replace("30", "\"30\"") + "}", 400, "body.malformed" },
        { Ask.Replace("30", "3e9") + "}", 400, "body.malformed" },
        { Ask.Replace("\"c\"", "null") + "}", 400, "body.malformed" },
        { Ask + ",\"ticket\":\"\uD800\"}", 400, "body.malformed" },
        { Ask + "}", 404, "client.unknown" },
        { Ask.Replace("a good reason", new string('x', 70_000)) + "}", 413, "body.too_large" },
    };

    [Theory]
    [MemberData(nameof(Bodies), DisableDiscoveryEnumeration = true)]
    public async Task A_body_that_is_not_what_is_asked_for_is_refused_with_its_reason(
        string body, int status, string code)
    {
        // Latin-1 keeps the lone surrogate's replacement a single byte that is not UTF-8.
        var bytes = body.Contains('\uD800')
            ? Encoding.Latin1.GetBytes(body.Replace('\uD800', '\u00FF'))
            : Encoding.UTF8.GetBytes(body);
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new("application/json");
        var reply = await api.World.Technician("ana").SendAsync(HttpMethod.Post, "requests", content, null, Ct);
        Assert.Equal((status, code), (reply.Status, reply.Code));
        await AliveAsync();
    }

    [Theory]
    [InlineData("requests?cursor=%00", 400, "query.cursor")]
    [InlineData("requests?cursor=AAAA", 400, "query.cursor")]
    [InlineData("requests?limit=0", 400, "query.limit")]
    [InlineData("requests?limit=201", 400, "query.limit")]
    [InlineData("requests?limit=-1", 400, "query.limit")]
    [InlineData("requests?state=Pending", 400, "query.malformed")]
    [InlineData("requests/..%2f..%2fetc%2fpasswd", 404, null)]
    [InlineData("clients/..%2f..%2f/log/checkpoint", 404, null)]
    [InlineData("clients/%2e%2e/%2e%2e/health/ready", 404, null)]
    [InlineData("nothing/here", 404, "call.not_found")]
    [InlineData("requests/%F0%9F%92%A9", 404, "request.unknown")]
    public async Task A_path_or_query_that_makes_no_sense_is_refused_with_its_reason(
        string path, int status, string? code)
    {
        var reply = await api.World.Technician("ana").GetAsync(path, Ct);
        Assert.True(reply.Status == status && reply.Code is not null, $"{reply.Status} {reply.Text}");
        Assert.Equal(code ?? reply.Code, reply.Code);
        await AliveAsync();
    }

    [Theory]
    [InlineData("tile/../../../../etc/passwd")]
    [InlineData("tile/..%2f..%2fcheckpoint")]
    [InlineData("tile/0/000.p/0")]
    [InlineData("tile/0/000.p/257")]
    [InlineData("tile/0/x999/x999/x999/999")]
    [InlineData("tile/64/000")]
    [InlineData("tile/entries/999")]
    [InlineData("tile/0//000")]
    [InlineData("tile/")]
    [InlineData("keys")]
    public async Task A_log_path_that_the_log_does_not_hold_is_not_found(string path)
    {
        var reply = await api.World.Reviewer("rachel").GetAsync(
            $"clients/{api.World.Client("clinique")}/log/{path}", Ct);
        Assert.Equal(404, reply.Status);
        Assert.NotNull(reply.Code);
    }

    [Fact]
    public async Task Another_method_another_media_type_and_a_broken_key_are_named()
    {
        var ana = api.World.Technician("ana");
        var deleted = await ana.SendAsync(HttpMethod.Delete, "requests", null, null, Ct);
        Assert.Equal((405, "call.method_not_allowed"), (deleted.Status, deleted.Code));

        using var form = new StringContent("client=c", Encoding.UTF8, "application/x-www-form-urlencoded");
        var sent = await ana.SendAsync(HttpMethod.Post, "requests", form, null, Ct);
        Assert.Equal((415, "body.media_type"), (sent.Status, sent.Code));

        using var body = new StringContent("{}", Encoding.UTF8, "application/json");
        var keyed = await ana.SendAsync(HttpMethod.Post, "me/authenticator", body, new string('k', 129), Ct);
        Assert.Equal((400, "idempotency.key_malformed"), (keyed.Status, keyed.Code));
    }

    [Fact]
    public async Task Problems_speak_the_language_that_is_asked_for_and_no_answer_is_kept()
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(api.World.Web + "/api/v1/me"));
        request.Headers.AcceptLanguage.ParseAdd("de, fr;q=0.8, en;q=0.5");
        using var answer = await http.SendAsync(request, Ct);
        var reply = await Reply.OfAsync(answer, Ct);
        Assert.Equal((401, "call.unauthenticated"), (reply.Status, reply.Code));
        Assert.StartsWith("Identifiez-vous", reply.Json["detail"]!.GetValue<string>());
        Assert.Equal("Bearer", reply.Headers["WWW-Authenticate"]);
        Assert.Equal("no-store", reply.Headers["Cache-Control"]);
        Assert.Equal("nosniff", reply.Headers["X-Content-Type-Options"]);
        Assert.False(reply.Headers.ContainsKey("Server"));
    }

    [Fact]
    public async Task The_calls_are_described_and_the_health_is_told_to_anyone()
    {
        using var http = new HttpClient { BaseAddress = new Uri(api.World.Web) };
        var description = await http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), Ct);
        Assert.Contains("/api/v1/requests/{id}/approve", description);
        var ready = await http.GetStringAsync(new Uri("/health/ready", UriKind.Relative), Ct);
        Assert.Contains("\"ready\"", ready);
    }

    async Task AliveAsync()
    {
        using var http = new HttpClient();
        Assert.Contains("live", await http.GetStringAsync(new Uri(api.World.Web + "/health/live"), Ct));
    }
}
