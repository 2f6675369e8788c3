using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using AccessAudit.Scenarios.Stage;
using Xunit;

namespace AccessAudit.Scenarios.Ssh;

/// <summary>
/// Who comes with the right key and code, but must not or cannot enter: told why, entered in the log, and the gateway
/// serves the next one.
/// </summary>
[Collection(SshGroup.Name)]
public sealed class DoorTests(SharedHouse shared)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    SshHouse House => shared.House;

    [Fact]
    public async Task A_grant_that_opens_later_and_a_revoked_one_are_told_as_such()
    {
        Tool.Needs("ssh", "sshd");
        await House.KeyAsync("tech3", Ct);
        await House.GrantAsync("tech3", "approver3", Ct, from: DateTimeOffset.UtcNow.AddHours(2));
        await RefusedAsync("tech3", "tech3+files", "Your grant for files opens at");

        await House.KeyAsync("tech4", Ct);
        var grant = await House.GrantAsync("tech4", "approver4", Ct);
        await RevokeAsync("approver4", grant);
        await RefusedAsync("tech4", "tech4+files", "was revoked");
    }

    [Fact]
    public async Task An_unknown_target_or_account_is_told_after_the_code_and_an_unknown_login_never()
    {
        Tool.Needs("ssh", "sshd");
        await House.KeyAsync("tech5", Ct);
        await House.GrantAsync("tech5", "approver5", Ct);
        await RefusedAsync("tech5", "tech5+files+postgres", "no grant for the account postgres");
        await House.KeyAsync("tech6", Ct);
        var code = await House.World.Technician("tech6").CodeAsync(Ct);
        var nowhere = await House.SshAsync("tech6", "tech6+nowhere", "true", code);
        Assert.Contains("No system called nowhere is known here", nowhere.Error, StringComparison.Ordinal);

        // tech6 is known and holds another key; nobody6 is not known at all: one answer.
        foreach (var login in new[] { "nobody6", "tech6", "rachel", "approver6" })
        {
            var stranger = await House.SshAsync("tech5", $"{login}+files", "true", "123456");
            Assert.Equal(255, stranger.Exit);
            Assert.EndsWith("Permission denied (publickey).", stranger.Error.TrimEnd(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_target_that_is_down_is_told_with_the_fate_of_the_code()
    {
        Tool.Needs("ssh", "sshd");
        await House.KeyAsync("tech7", Ct);
        var grant = await House.GrantAsync("tech7", "approver7", Ct, "down");
        var code = await House.World.Technician("tech7").CodeAsync(Ct);

        var ran = await House.SshAsync("tech7", "tech7+down", "true", code);

        Assert.Equal(255, ran.Exit);
        Assert.Contains("The target Target down does not answer.", ran.Error, StringComparison.Ordinal);
        Assert.Contains("The code is spent", ran.Error, StringComparison.Ordinal);
        await EntryAsync("session.ended", await House.SessionAsync(grant, "sealed", Ct));
    }

    [Fact]
    public async Task A_target_that_shows_another_host_key_gets_no_credential()
    {
        Tool.Needs("ssh", "sshd");
        await House.KeyAsync("tech8", Ct);
        var grant = await House.GrantAsync("tech8", "approver8", Ct, "changed");
        var code = await House.World.Technician("tech8").CodeAsync(Ct);

        var ran = await House.SshAsync("tech8", "tech8+changed", "true", code);

        Assert.Equal((255, ""), (ran.Exit, ran.Output));
        Assert.Contains("does not show the expected host key", ran.Error, StringComparison.Ordinal);
        await EntryAsync("target.host_key_changed", await House.SessionAsync(grant, "sealed", Ct));
    }

    [Fact]
    public async Task The_right_key_is_found_among_thirty()
    {
        Tool.Needs("ssh", "sshd");
        await House.KeyAsync("tech9", Ct);
        await House.GrantAsync("tech9", "approver9", Ct);
        List<string> options = [];
        for (var i = 0; i < 29; i++)
        {
            await Tool.KeyAsync(House.PathOf($"other{i}"));
            options.AddRange(["-i", House.PathOf($"other{i}")]);
        }

        var code = await House.World.Technician("tech9").CodeAsync(Ct);
        var ran = await Tool.RunAsync(
            "ssh",
            [.. options, .. House.Options("tech9"), "-p", $"{House.World.SshPort}", "tech9+files@127.0.0.1", "echo in"],
            null, House.Typing(code));
        Assert.True((ran.Exit, ran.Output) == (0, "in\n"), ran.Error);
    }

    [Fact]
    public async Task Strangers_who_talk_nonsense_or_leave_in_mid_handshake_change_nothing()
    {
        Tool.Needs("ssh", "sshd");
        byte[] greeting = [.. "SSH-2.0-x\r\n"u8];
        byte[][] words =
        [
            [], greeting, RandomNumberGenerator.GetBytes(5000), [.. "GET / HTTP/1.1\r\n\r\n"u8],
            [.. greeting, 0, 0, 0, 1, 0], [.. greeting, 0xff, 0xff, 0xff, 0xff, .. RandomNumberGenerator.GetBytes(40)],
            [.. greeting, 0, 0, 1, 0, 4, 20, .. RandomNumberGenerator.GetBytes(100)],
            [.. Encoding.ASCII.GetBytes("SSH-1.5-old\r\n")], new byte[70_000],
        ];
        foreach (var said in words)
        {
            using var stranger = new TcpClient();
            await stranger.ConnectAsync(IPAddress.Loopback, House.World.SshPort, Ct);
            try
            {
                await stranger.GetStream().WriteAsync(said, Ct);
            }
            catch (IOException)
            {
                // Shown the door before it had finished: as good.
            }
        }

        await House.KeyAsync("tech10", Ct);
        await House.GrantAsync("tech10", "approver10", Ct);
        var code = await House.World.Technician("tech10").CodeAsync(Ct);
        var ran = await House.SshAsync("tech10", "tech10+files", "echo well", code);
        Assert.True(ran.Output == "well\n", ran.Error);
    }

    async Task RefusedAsync(string login, string address, string text)
    {
        var before = Refusals(await House.LogAsync(Ct));
        var ran = await House.SshAsync(login, address, "echo in", await House.World.Technician(login).CodeAsync(Ct));
        Assert.Equal((255, ""), (ran.Exit, ran.Output));
        Assert.Contains(text, ran.Error, StringComparison.Ordinal);
        await House.LoggedAsync(log => Refusals(log) == before + 1, Ct);
    }

    static int Refusals(IReadOnlyList<JsonNode> log) =>
        log.Count(entry => entry["k"]!.GetValue<string>() == "session.refused");

    async Task RevokeAsync(string approver, JsonNode grant) => (await House.World.Approver(approver).PostAsync(
        $"grants/{grant["id"]}/revoke", new() { ["reason"] = "Not needed any more" }, Ct)).Must(200);

    Task EntryAsync(string kind, string session) => House.LoggedAsync(kind, session, Ct);
}
