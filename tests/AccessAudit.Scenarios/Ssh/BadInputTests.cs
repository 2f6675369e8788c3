using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using AccessAudit.Scenarios.Stage;
using Xunit;

namespace AccessAudit.Scenarios.Ssh;

/// <summary>What goes wrong at the SSH door: a clear word to the person concerned, no access, and the gateway lives on.</summary>
[Collection(SshGroup.Name)]
public sealed class BadInputTests(SharedHouse shared)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    SshHouse House => shared.House;

    [Fact]
    public async Task A_wrong_code_opens_nothing_and_a_spent_one_is_told_how_long_to_wait()
    {
        Tool.Needs("ssh", "sshd");
        await House.KeyAsync("tech3", Ct);
        await House.GrantAsync("tech3", "approver3", Ct);
        var phone = await House.World.Technician("tech3").PhoneAsync(Ct);

        var wrong = await House.SshAsync("tech3", "tech3+files", "echo in", phone.Wrong(), phone.Wrong(), phone.Wrong());
        Assert.Equal((255, ""), (wrong.Exit, wrong.Output));

        var code = await phone.NextAsync(Ct);
        Assert.Equal("in\n", (await House.SshAsync("tech3", "tech3+files", "echo in", code)).Output);
        var again = await House.SshAsync("tech3", "tech3+files", "echo in", code);
        Assert.Equal((255, ""), (again.Exit, again.Output));
        await LoggedAsync("otp.failed");
    }

    [Theory]
    [InlineData("tech4", "tech4+nowhere", "No system called nowhere")]
    [InlineData("tech10", "tech10+files+someone", "no open grant for files")]
    [InlineData("tech11", "tech11+other", "No system called other")]
    [InlineData("tech12", "tech12", "no open grant")]
    public async Task Without_a_grant_the_code_is_asked_first_and_then_the_reason_is_told(
        string technician, string address, string reason)
    {
        Tool.Needs("ssh", "sshd");
        await House.KeyAsync(technician, Ct);
        var phone = await House.World.Technician(technician).PhoneAsync(Ct);

        var before = await House.SshAsync(technician, address, "echo in", phone.Wrong(), phone.Wrong(), phone.Wrong());
        var after = await House.SshAsync(technician, address, "echo in", await phone.NextAsync(Ct));

        Assert.Equal((255, ""), (before.Exit, before.Output));
        Assert.DoesNotContain(reason, before.Error, StringComparison.Ordinal);
        Assert.Equal((255, ""), (after.Exit, after.Output));
        Assert.Contains(reason, after.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stranger_gets_publickey_and_nothing_else()
    {
        Tool.Needs("ssh", "sshd");
        await Tool.KeyAsync(House.PathOf("stranger"));

        foreach (var address in new[] { "tech1+files", "nobody+files", "tech1", "a b", "tech1+files+root+x" })
        {
            var ran = await House.SshAsync("stranger", address, "echo in", "000000");
            Assert.Equal((255, ""), (ran.Exit, ran.Output));
            Assert.Contains("Permission denied (publickey)", ran.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_target_that_is_down_is_told_as_such_and_leaves_an_ended_session()
    {
        Tool.Needs("ssh", "sshd");
        await House.KeyAsync("tech5", Ct);
        await House.GrantAsync("tech5", "approver5", Ct, "down");

        var ran = await House.SshAsync(
            "tech5", "tech5+down", "echo in", await House.World.Technician("tech5").CodeAsync(Ct));

        Assert.Equal((255, ""), (ran.Exit, ran.Output));
        Assert.Contains("down", ran.Error, StringComparison.Ordinal);
        await LoggedAsync("session.ended");
    }

    [Theory]
    [InlineData("revoke", "tech6", "approver6")]
    [InlineData("terminate", "tech7", "approver7")]
    public async Task A_running_session_is_cut_within_seconds(string how, string technician, string approver)
    {
        Tool.Needs("ssh", "sshd");
        await House.KeyAsync(technician, Ct);
        var grant = await House.GrantAsync(technician, approver, Ct);
        await using var running = House.Start(
            technician, $"{technician}+files", "sleep 60", await House.World.Technician(technician).CodeAsync(Ct));
        var decides = House.World.Approver(approver);
        var session = await Eventually.GetAsync(
            async () => (await decides.GetAsync("sessions", Ct)).Must(200)["items"]!.AsArray().FirstOrDefault(
                row => row!["grant"]!.GetValue<string>() == grant["id"]!.GetValue<string>()
                    && row["state"]!.GetValue<string>() == "live"), Ct);

        var began = TimeProvider.System.GetTimestamp();
        var path = how == "revoke" ? $"grants/{grant["id"]}/revoke" : $"sessions/{session!["id"]}/terminate";
        (await decides.PostAsync(path, new JsonObject { ["reason"] = "That is enough for today" }, Ct)).Must(200);
        var ran = await running.EndAsync();

        Assert.Equal(255, ran.Exit);
        Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(3), "the cut took too long");
        Assert.NotEmpty(ran.Error);
    }

    [Fact]
    public async Task Closing_the_gatekeeper_cuts_and_keeps_out_until_it_is_opened_with_a_code()
    {
        Tool.Needs("ssh", "sshd");
        var marc = House.World.Approver("marc");
        var client = House.World.Client("mairie");

        (await marc.PutAsync($"clients/{client}/gatekeeper", new JsonObject { ["open"] = false }, Ct)).Must(200);
        var without = await marc.PutAsync($"clients/{client}/gatekeeper", new JsonObject { ["open"] = true }, Ct);
        Assert.True(without.Status is 400 or 422, without.Text);
        (await marc.PutAsync($"clients/{client}/gatekeeper", new JsonObject
        {
            ["open"] = true,
            ["otp"] = await marc.CodeAsync(Ct),
        }, Ct)).Must(200);
    }

    [Fact]
    public async Task Garbage_and_peers_that_leave_in_mid_handshake_change_nothing()
    {
        Tool.Needs("ssh", "sshd");
        foreach (var sent in new byte[][]
        {
            [], "SSH-2.0-x\r\n"u8.ToArray(), "GET / HTTP/1.1\r\n\r\n"u8.ToArray(), RandomNumberGenerator.GetBytes(100_000),
            [.. "SSH-2.0-x\r\n"u8, 0x7f, 0xff, 0xff, 0xff, .. RandomNumberGenerator.GetBytes(64)],
        })
        {
            using var peer = new TcpClient();
            await peer.ConnectAsync(IPAddress.Loopback, House.World.SshPort, Ct);
            try
            {
                await peer.GetStream().WriteAsync(sent, Ct);
            }
            catch (IOException)
            {
                // It hung up before it had heard it all, as it should.
            }
        }

        await House.KeyAsync("tech8", Ct);
        await House.GrantAsync("tech8", "approver8", Ct);
        var ran = await House.SshAsync(
            "tech8", "tech8+files", "echo still here", await House.World.Technician("tech8").CodeAsync(Ct));
        Assert.Equal("still here\n", ran.Output);
    }

    [Fact]
    public async Task Forwarding_and_agent_are_refused_and_the_session_goes_on()
    {
        Tool.Needs("ssh", "sshd");
        await House.KeyAsync("tech9", Ct);
        await House.GrantAsync("tech9", "approver9", Ct);
        string[] options =
        [
            .. House.Options("tech9"), "-A", "-o", "ExitOnForwardFailure=no", "-R", "0:127.0.0.1:1",
            "-p", $"{House.World.SshPort}", "tech9+files@127.0.0.1", "echo on; echo agent=$SSH_AUTH_SOCK",
        ];

        var ran = await Tool.RunAsync(
            "ssh", options, null, House.Typing(await House.World.Technician("tech9").CodeAsync(Ct)));

        Assert.Equal((0, "on\nagent=\n"), (ran.Exit, ran.Output));
        await LoggedAsync("session.forward_refused");
    }

    async Task LoggedAsync(string kind)
    {
        var rachel = House.World.Reviewer("rachel");
        await Eventually.GetAsync(
            async () => (await rachel.GetAsync($"search?action={kind}", Ct)).Must(200)["items"]!.AsArray() is [var hit, ..]
                ? hit
                : null, Ct);
    }
}
