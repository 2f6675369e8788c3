using AccessAudit.Scenarios.Stage;
using Xunit;

namespace AccessAudit.Scenarios.Ssh;

/// <summary>What goes wrong at the SSH door: a clear word to the person concerned, no access, and the gateway lives on.</summary>
[Collection(SshGroup.Name)]
public sealed class BadInputTests(SharedHouse shared)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    SshHouse House => shared.House;

    [Theory]
    [InlineData("tech22", "tech22+files+someone", "no open grant for files")]
    [InlineData("tech23", "tech23+other", "No system called other")]
    [InlineData("tech24", "tech24", "no open grant")]
    public async Task Without_a_grant_the_reason_is_told_after_the_right_code(
        string technician, string address, string reason)
    {
        Tool.Needs("ssh", "sshd");
        var ran = await House.SshAsync(
            technician, address, "echo in", await House.World.Technician(technician).CodeAsync(Ct));
        Assert.Equal((255, ""), (ran.Exit, ran.Output));
        Assert.Contains(reason, ran.Error, StringComparison.Ordinal);
    }

    // Once only: failures slow whoever comes from the same address, which is everybody here.
    [Fact]
    public async Task Until_the_code_is_right_no_reason_is_told()
    {
        Tool.Needs("ssh", "sshd");
        var wrong = (await House.World.Technician("tech21").PhoneAsync(Ct)).Wrong();
        var ran = await House.SshAsync("tech21", "tech21+nowhere", "echo in", wrong, wrong, wrong);
        Assert.Equal((255, ""), (ran.Exit, ran.Output));
        Assert.DoesNotContain("nowhere is known", ran.Error, StringComparison.Ordinal);
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
    public async Task Forwarding_and_agent_are_refused_and_the_session_goes_on()
    {
        Tool.Needs("ssh", "sshd");
        await House.KeyAsync("tech11", Ct);
        await House.GrantAsync("tech11", "approver11", Ct);
        string[] options =
        [
            .. House.Options("tech11"), "-A", "-o", "ExitOnForwardFailure=no", "-R", "0:127.0.0.1:1",
            "-p", $"{House.World.SshPort}", "tech11+files@127.0.0.1", "echo on; echo agent=$SSH_AUTH_SOCK",
        ];

        var ran = await Tool.RunAsync(
            "ssh", options, null, House.Typing(await House.World.Technician("tech11").CodeAsync(Ct)));

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
