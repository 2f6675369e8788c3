namespace AccessAudit.Cli.Tests;

/// <summary>RFC 8628 with providers that hesitate, refuse, or are not to be trusted.</summary>
public sealed class DeviceFlowTests : IAsyncDisposable
{
    const string Me = """
        {"id":"a","login":"ana","name":"Ana Lopes","organization":"p","organizationName":"Martin","roles":["technician"]}
        """;

    readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("device-");
    readonly Pretender _there = new();

    [Fact]
    public async Task Slow_down_makes_every_later_question_five_seconds_slower()
    {
        _there.IsProvider().Answers("/api/v1/me", Me).Answers("/token",
            (400, Error("authorization_pending")), (400, Error("slow_down")),
            (200, """{"access_token":"t0p","token_type":"Bearer","expires_in":900}"""));
        var ran = await LoginAsync();
        Assert.True(ran.Exit == 0, ran.Error);
        Assert.Contains("Ana Lopes", ran.Output);
        var at = _there.Asked.Where(call => call.Path == "/token").Select(call => call.At).ToList();
        Assert.Equal(3, at.Count);
        Assert.InRange(at[1] - at[0], TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(4));
        Assert.InRange(at[2] - at[1], TimeSpan.FromSeconds(5.9), TimeSpan.FromSeconds(12));
        Assert.Equal("Bearer t0p", _there.Asked.Single(call => call.Path == "/api/v1/me").Authorization);
        Assert.DoesNotContain("t0p", ran.Output + ran.Error);
    }

    [Fact]
    public async Task A_code_that_nobody_used_in_time_is_said_to_be_over()
    {
        _there.IsProvider(expiresIn: 3).Answers("/token", (400, Error("authorization_pending")));
        var ran = await LoginAsync();
        Assert.Equal(1, ran.Exit);
        Assert.Contains("in time", ran.Error);
        Assert.False(File.Exists(Path.Combine(_home.FullName, "accessaudit", "sign-ins.json")));
    }

    [Fact]
    public async Task A_sign_in_is_renewed_with_the_newest_refresh_token_until_the_provider_ends_it()
    {
        _there.IsProvider().Answers("/api/v1/me", Me).Answers("/token",
            (200, Granted("a1", "r1")), (200, Granted("a2", "r2")), (200, Granted("a3", "r3")),
            (503, "{}"), (400, Error("invalid_grant")));
        Assert.Equal(0, (await LoginAsync()).Exit);
        Assert.Equal(0, (await WhoAmIAsync()).Exit);
        Assert.Equal(0, (await WhoAmIAsync()).Exit);
        Assert.Equal(2, (await WhoAmIAsync()).Exit);
        var ended = await WhoAmIAsync();
        Assert.Equal(1, ended.Exit);
        Assert.Contains("accessaudit login --server", ended.Error);

        var asked = _there.Asked.Where(call => call.Path == "/token").Select(call => call.Body).Skip(1).ToList();
        Assert.Equal(4, asked.Count);
        Assert.Contains("refresh_token=r1", asked[0]);
        Assert.Contains("refresh_token=r2", asked[1]);
        Assert.All(asked[2..], body => Assert.Contains("refresh_token=r3", body));
        Assert.Equal(
            ["Bearer a1", "Bearer a2", "Bearer a3"],
            _there.Asked.Where(call => call.Path == "/api/v1/me").Select(call => call.Authorization));

        Task<Typed> WhoAmIAsync() => Typed.RunAsync(_home, null, "whoami");
    }

    [Theory]
    [InlineData("expired_token", "in time")]
    [InlineData("access_denied", "refused at the identity provider")]
    [InlineData("invalid_client", "invalid_client")]
    public async Task A_refusal_is_said_and_nothing_is_kept(string error, string said)
    {
        _there.IsProvider().Answers("/token", (400, Error(error)));
        var ran = await LoginAsync();
        Assert.Equal(1, ran.Exit);
        Assert.Contains(said, ran.Error);
    }

    [Fact]
    public async Task Who_is_signed_in_but_unknown_to_the_gateway_is_not_kept()
    {
        _there.IsProvider().Answers("/token", """{"access_token":"t0p","token_type":"Bearer"}""")
            .Answers("/api/v1/me", (401, """{"status":401,"code":"call.unauthenticated","detail":"Nobody knows you."}"""));
        var ran = await LoginAsync();
        Assert.Equal(1, ran.Exit);
        Assert.Contains("Nobody knows you.", ran.Error);
        Assert.False(File.Exists(Path.Combine(_home.FullName, "accessaudit", "sign-ins.json")));
    }

    [Fact]
    public async Task A_provider_without_TLS_on_another_machine_is_never_asked()
    {
        _there.Answers("/api/v1/sign-in", """
            {"items":[{"name":"far","issuer":"http://provider.example/","cliClientId":"cli","scope":"api"}],"next":null}
            """);
        var ran = await LoginAsync();
        Assert.Equal(2, ran.Exit);
        Assert.Contains("TLS", ran.Error);
    }

    [Fact]
    public async Task A_provider_that_calls_itself_another_is_not_believed()
    {
        _there.IsProvider().Answers("/.well-known/openid-configuration", """
            {"issuer":"https://other.example","token_endpoint":"https://other.example/token"}
            """);
        var ran = await LoginAsync();
        Assert.Equal(2, ran.Exit);
        Assert.Contains("calls itself", ran.Error);
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("http://phish.example/verify")]
    public async Task A_page_that_no_browser_should_open_is_not_shown(string page)
    {
        var ran = await LoginWithAsync(_there.IsProvider(page: page));
        Assert.Equal(2, ran.Exit);
        Assert.DoesNotContain("Enter", ran.Error);
    }

    [Fact]
    public async Task A_code_cannot_attack_the_terminal()
    {
        var ran = await LoginWithAsync(_there.IsProvider(expiresIn: 2, userCode: "\\u001b]52;c;ZXZpbA==\\u0007"));
        Assert.DoesNotContain('\u001b', ran.Error);
        Assert.Contains("52;c", ran.Error);
    }

    [Fact]
    public async Task Several_providers_are_named_and_one_must_be_chosen()
    {
        _there.Answers("/api/v1/sign-in", """
            {"items":[{"name":"provider","issuer":"https://a.example/","cliClientId":"c","scope":"s"},
            {"name":"clinic","issuer":"https://b.example/","cliClientId":"c","scope":"s"}],"next":null}
            """);
        var ran = await LoginAsync();
        Assert.Equal(64, ran.Exit);
        Assert.Contains("provider, clinic", ran.Error);
    }

    public async ValueTask DisposeAsync()
    {
        await _there.DisposeAsync();
        _home.Delete(recursive: true);
    }

    Task<Typed> LoginAsync() => LoginWithAsync(_there);

    Task<Typed> LoginWithAsync(Pretender there) => Typed.RunAsync(_home, null, "login", "--server", there.Address);

    // Over within the minute that is kept in hand: every call renews it.
    static string Granted(string access, string refresh) =>
        $$"""{"access_token":"{{access}}","refresh_token":"{{refresh}}","token_type":"Bearer","expires_in":30}""";

    static string Error(string code) => $$"""{"error":"{{code}}"}""";
}
