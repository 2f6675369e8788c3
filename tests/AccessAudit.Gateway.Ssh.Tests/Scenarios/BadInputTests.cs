using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using AccessAudit.Gateway.Ssh.Keys;
using AccessAudit.Gateway.Ssh.Tests.Support;
using AccessAudit.Journal;
using AccessAudit.Sessions;

namespace AccessAudit.Gateway.Ssh.Tests.Scenarios;

/// <summary>What goes wrong on the way in, or in mid-session, with the installed ssh.</summary>
public sealed class BadInputTests
{
    [Fact]
    public async Task Three_wrong_codes_end_it_and_no_target_is_touched()
    {
        await using var world = await GatewayWorld.StartAsync();
        var run = await world.SshAsync(["gw", "true"], code: "000000");
        Assert.Equal(255, run.Exit);
        Assert.Contains("Permission denied", run.Error, StringComparison.Ordinal);
        Assert.Equal(3, world.Door.Knocks.Count);
        Assert.Empty(world.Door.Sessions);
        Assert.DoesNotContain("Connection from", world.Sshd.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_true_reason_is_told_once_key_and_code_are_right()
    {
        await using var world = await GatewayWorld.StartAsync();
        var run = await world.SshAsync(["-l", "alice+other", "gw", "true"]);
        Assert.Equal(255, run.Exit);
        Assert.Contains("No open grant.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mallory+acme-db1")]
    [InlineData("alice+ACME")]
    [InlineData("alice+acme-db1+root+more")]
    [InlineData("../alice")]
    public async Task Unknown_and_malformed_names_get_the_same_answer_as_an_unknown_key(string name)
    {
        await using var world = await GatewayWorld.StartAsync();
        var run = await world.SshAsync(["-l", name, "gw", "true"]);
        Assert.Equal(255, run.Exit);
        Assert.EndsWith("Permission denied (publickey).", run.Error.TrimEnd(), StringComparison.Ordinal);
        Assert.Empty(world.Door.Knocks);
    }

    [Fact]
    public async Task Passwords_are_not_even_asked()
    {
        await using var world = await GatewayWorld.StartAsync();
        var run = await world.SshAsync(["-o", "PreferredAuthentications=password", "gw", "true"]);
        Assert.Contains("Permission denied (publickey).", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_right_key_is_found_among_thirty()
    {
        await using var world = await GatewayWorld.StartAsync();
        var options = new List<string>();
        for (var i = 0; i < 29; i++)
        {
            options.AddRange(["-i", await world.Files.KeyAsync($"other{i}", "ed25519")]);
        }

        // The options of the command line come before the right key of the file.
        var run = await world.SshAsync([.. options, "gw", "echo in"]);
        Assert.Equal("in\n", Text(run.Output));
    }

    [Fact]
    public async Task Login_alone_lists_the_open_grants_and_then_asks_the_code()
    {
        await using var world = await GatewayWorld.StartAsync();
        var run = await world.SshAsync(["-l", "alice", "gw", "echo chosen"]);
        Assert.Equal("chosen\n", Text(run.Output));
        Assert.Contains("1) acme-db1 as root until ", run.Error, StringComparison.Ordinal);
        Assert.Equal("grant1", Assert.Single(world.Door.Knocks).Wanted.Grant);
        var asked = await File.ReadAllTextAsync(world.Files.PathOf("asked"), TestContext.Current.CancellationToken);
        Assert.True(
            asked.IndexOf("number: ", StringComparison.Ordinal) < asked.IndexOf("One-time code: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_any_grant_the_code_is_asked_all_the_same()
    {
        await using var world = await GatewayWorld.StartAsync();
        world.Door.Grants = [];
        var run = await world.SshAsync(["-l", "alice", "gw", "true"]);
        Assert.Contains("No open grant.", run.Error, StringComparison.Ordinal);
        Assert.Equal(TestDoor.Code, Assert.Single(world.Door.Knocks).Code);
    }

    [Fact]
    public async Task A_french_technician_is_asked_in_french()
    {
        await using var world = await GatewayWorld.StartAsync();
        world.Door.Locale = "fr";
        Assert.Equal(0, (await world.ExecAsync("true")).Exit);
        var asked = await File.ReadAllTextAsync(world.Files.PathOf("asked"), TestContext.Current.CancellationToken);
        Assert.Contains("Code à usage unique : ", asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inside_a_code_window_nothing_is_asked()
    {
        await using var world = await GatewayWorld.StartAsync();
        world.Door.Window = true;
        var run = await world.SshAsync(["-o", "NumberOfPasswordPrompts=1", "gw", "echo open"]);
        Assert.Equal("open\n", Text(run.Output));
        Assert.False(File.Exists(world.Files.PathOf("asked")));
    }

    [Fact]
    public async Task A_target_that_is_down_is_told_with_the_fate_of_the_code()
    {
        await using var world = await GatewayWorld.StartAsync();
        world.TargetPort = OpenSsh.FreePort();
        var run = await world.ExecAsync("true");
        Assert.Equal(255, run.Exit);
        Assert.Contains("The target acme-db1 does not answer.", run.Error, StringComparison.Ordinal);
        Assert.Contains("The code is spent", run.Error, StringComparison.Ordinal);
        var session = await world.SessionAsync();
        Assert.Equal(SessionEnd.TargetUnreachable, await session.Ended);
        Assert.False(session.Started);
    }

    [Fact]
    public async Task Another_host_key_of_the_target_is_refused_and_told_to_the_client()
    {
        await using var world = await GatewayWorld.StartAsync();
        using var other = PrivateKey.GenerateEd25519();
        world.HostKeys = [other.PublicKey.ToLine()];
        var run = await world.ExecAsync("true");
        Assert.Equal(255, run.Exit);
        Assert.Contains("does not show the expected host key", run.Error, StringComparison.Ordinal);
        var session = await world.SessionAsync();
        var fact = Assert.Single(session.Facts("target.host_key_changed"));
        Assert.Equal((FactOutcome.Failure, world.Sshd.HostKey.Fingerprint), (fact.Outcome, fact.Details["fingerprint"]));
        Assert.Equal(SessionEnd.Error, await session.Ended);
        Assert.DoesNotContain("Accepted publickey", world.Sshd.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_that_does_not_take_our_key_is_told()
    {
        await using var world = await GatewayWorld.StartAsync();
        await File.WriteAllTextAsync(world.Files.PathOf("authorized"), "", TestContext.Current.CancellationToken);
        var run = await world.ExecAsync("true");
        Assert.Contains("does not accept the gateway's key", run.Error, StringComparison.Ordinal);
        Assert.Equal(SessionEnd.TargetUnreachable, await (await world.SessionAsync()).Ended);
    }

    [Fact]
    public async Task A_credential_that_is_not_released_opens_nothing()
    {
        await using var world = await GatewayWorld.StartAsync();
        world.ReleaseCredential = false;
        var run = await world.ExecAsync("true");
        Assert.Contains("The ledger did not answer in time", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Accepted publickey", world.Sshd.Log, StringComparison.Ordinal);
        Assert.Equal(SessionEnd.LedgerUnavailable, await (await world.SessionAsync()).Ended);
    }

    [Fact]
    public async Task A_cut_reaches_client_and_target_within_a_second()
    {
        await using var world = await GatewayWorld.StartAsync();
        using var ssh = world.Start("ssh", [.. world.Options, "-tt", "gw", "echo here; exec sleep 600"]);
        Assert.Contains("here", await ssh.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.True(world.Door.Sessions.TryPeek(out var session));
        var since = Stopwatch.GetTimestamp();
        session.CutNow(SessionEnd.Revoked);
        await ssh.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(1), $"{Stopwatch.GetElapsedTime(since)}");
        var told = await ssh.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Contains("[AccessAudit] the access was revoked", told, StringComparison.Ordinal);
        Assert.Equal(255, ssh.ExitCode);
        Assert.Equal(SessionEnd.Revoked, session.CutReason);
        await session.Ended.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Strangers_that_leave_or_talk_nonsense_leave_the_gateway_well()
    {
        await using var world = await GatewayWorld.StartAsync();
        foreach (var words in (string[])["", "SSH-2.0-x\r\n", "GET / HTTP/1.1\r\n\r\n", "SSH-2.0-x\r\n\0\0\0\u0001garbage garbage garbage"])
        {
            using var stranger = new TcpClient();
            await stranger.ConnectAsync(IPAddress.Loopback, world.Port, TestContext.Current.CancellationToken);
            await stranger.GetStream().WriteAsync(Encoding.ASCII.GetBytes(words), TestContext.Current.CancellationToken);
        }

        Assert.Equal("well\n", Text((await world.ExecAsync("echo well")).Output));
    }

    [Fact]
    public async Task One_source_cannot_take_all_places_at_the_door()
    {
        await using var world = await GatewayWorld.StartAsync();
        var strangers = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 10; i++)
            {
                var stranger = new TcpClient();
                strangers.Add(stranger);
                await stranger.ConnectAsync(IPAddress.Loopback, world.Port, TestContext.Current.CancellationToken);
                // Greeted, hence in its place.
                Assert.Equal('S', stranger.GetStream().ReadByte());
            }

            using var next = new TcpClient();
            await next.ConnectAsync(IPAddress.Loopback, world.Port, TestContext.Current.CancellationToken);
            Assert.Equal(-1, await ReadOneAsync(next));
        }
        finally
        {
            strangers.ForEach(stranger => stranger.Dispose());
        }
    }

    static async Task<int> ReadOneAsync(TcpClient client)
    {
        try
        {
            var one = new byte[1];
            return await client.GetStream().ReadAsync(one, TestContext.Current.CancellationToken) == 0 ? -1 : one[0];
        }
        catch (IOException)
        {
            return -1;
        }
    }

    static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);
}
