namespace AccessAudit.Cli.Tests;

/// <summary>A gateway, or whoever plays one, must not reach into the machine of those who ask it.</summary>
public sealed class HostileGatewayTests : IAsyncDisposable
{
    const string Open = """
        {"items":[{"id":"g","target":"files","account":"root","protocol":"ssh","technician":{"login":"LOGIN","name":"Ana","organization":"p"},
        "opensAt":"2020-01-01T00:00:00.000Z","closesAt":"2120-01-01T00:00:00.000Z","state":"active","connect":"ssh"}],"next":null}
        """;

    readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("hostile-");
    readonly Pretender _there = new();

    [Theory]
    [InlineData("-oProxyCommand=touch /tmp/x", "ssh-ed25519 AAAA", "ana")]
    [InlineData("gw example", "ssh-ed25519 AAAA", "ana")]
    [InlineData("gw.example", "ssh-ed25519 AAAA\\nevil.example ssh-ed25519 BBBB", "ana")]
    [InlineData("gw.example", "ssh-ed25519 AAAA", "-oProxyCommand=id")]
    [InlineData("gw.example", "ssh-ed25519 AAAA", "ana@other.example")]
    public async Task What_is_no_name_never_reaches_the_command_line_of_ssh(string host, string key, string login)
    {
        _there.Answers("/api/v1/grants", Open.Replace("LOGIN", login))
            .Answers("/api/v1/ssh", $$"""{"host":"{{host}}","port":2222,"hostKeys":["{{key}}"]}""");
        var ran = await Typed.RunAsync(_home, "t0p", "ssh", "files", "--server", _there.Address);
        Assert.Equal(2, ran.Exit);
        Assert.Contains("no SSH door", ran.Error);
    }

    [Fact]
    public async Task Words_of_others_cannot_attack_the_terminal()
    {
        _there.Answers("/api/v1/grants", Open.Replace("LOGIN", "ana").Replace("\"files\"", "\"files\\u001b[2J\""));
        var ran = await Typed.RunAsync(_home, "t0p", "grants", "--server", _there.Address);
        Assert.Equal(0, ran.Exit);
        Assert.DoesNotContain('\u001b', ran.Output);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_with_the_token()
    {
        await using var elsewhere = new Pretender();
        _there.Answers("/api/v1/grants", (307, elsewhere.Address + "/api/v1/grants"));
        var ran = await Typed.RunAsync(_home, "t0p", "grants", "--server", _there.Address);
        Assert.Equal(1, ran.Exit);
        Assert.Empty(elsewhere.Asked);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"items\":[null]}")]
    [InlineData("{\"items\":[{}]}")]
    [InlineData("<html>")]
    public async Task An_answer_that_is_none_ends_with_cannot_tell(string body)
    {
        _there.Answers("/api/v1/grants", body);
        var ran = await Typed.RunAsync(_home, "t0p", "grants", "--server", _there.Address);
        Assert.True(ran.Exit == 2 && !ran.Error.Contains("   at "), ran.Error);
    }

    [Fact]
    public async Task A_busy_ledger_is_asked_again_with_the_same_key()
    {
        const string Busy = """{"status":503,"code":"ledger.unavailable","detail":"The log does not answer."}""";
        _there.Answers("/api/v1/grants/g/revoke", (503, Busy), (503, Busy), (200,
            Open[(Open.IndexOf('[') + 1)..Open.LastIndexOf(']')].Replace("LOGIN", "ana").Replace("active", "ended")));
        var ran = await Typed.RunAsync(_home, "t0p", "revoke", "g", "--reason", "done", "--server", _there.Address);
        Assert.True(ran.Exit == 0, ran.Error);
        Assert.Equal(3, _there.Asked.Count);
        Assert.Single(_there.Asked.Select(call => (call.Key, call.Body)).Distinct());
        Assert.NotNull(_there.Asked.First().Key);
    }

    [Fact]
    public async Task No_token_travels_in_clear_text_over_a_network()
    {
        foreach (var address in new[] { "http://gateway.example", "ftp://localhost", "https://a:b@gateway.example", "gateway" })
            Assert.Equal(64, (await Typed.RunAsync(_home, "t0p", "grants", "--server", address)).Exit);
    }

    public async ValueTask DisposeAsync()
    {
        await _there.DisposeAsync();
        _home.Delete(recursive: true);
    }
}
