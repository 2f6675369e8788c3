using System.Diagnostics;
using System.Text.Json.Nodes;
using AccessAudit.Scenarios.Stage;
using Xunit;

namespace AccessAudit.Scenarios.Ssh;

/// <summary>The client's hand on a running session: whatever stops it, stops it at once.</summary>
[Collection(SshGroup.Name)]
public sealed class CutTests(SharedHouse shared)
{
    // One second is promised; a busy machine, and ssh itself, may add as much again.
    static readonly TimeSpan Prompt = TimeSpan.FromSeconds(2);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    SshHouse House => shared.House;

    [Fact]
    public async Task A_revoked_grant_cuts_its_session()
    {
        var (grant, approver) = await GrantedAsync(16);
        await CutAsync("tech16", grant, "revoked", "revoked", async _ => (await approver.PostAsync(
            $"grants/{grant["id"]}/revoke", new() { ["reason"] = "The wrong evening" }, Ct)).Must(200));
    }

    [Fact]
    public async Task A_terminated_session_ends_and_the_provider_security_may_do_it_too()
    {
        var (grant, approver) = await GrantedAsync(17);
        await CutAsync("tech17", grant, "stopped by the client", "killed", async session => (await approver.PostAsync(
            $"sessions/{session}/terminate", new() { ["reason"] = "This is not the printer" }, Ct)).Must(200));

        var (second, _) = await GrantedAsync(18);
        await CutAsync("tech18", second, "stopped by the client", "killed", async session =>
            (await House.World.Person("sonia").PostAsync(
                $"sessions/{session}/terminate", new() { ["reason"] = "Unusual for this hour" }, Ct)).Must(200));
    }

    [Fact]
    public async Task A_closed_gatekeeper_cuts_every_session_and_lets_nobody_in()
    {
        var (grant, approver) = await GrantedAsync(19);
        var path = $"clients/{House.World.Client("clinique")}/gatekeeper";
        try
        {
            await CutAsync("tech19", grant, "closed its gatekeeper", "gatekeeper", async _ =>
                (await approver.PutAsync(path, new() { ["open"] = false }, Ct)).Must(200));
            var (other, _) = await GrantedAsync(20);
            var code = await House.World.Technician("tech20").CodeAsync(Ct);
            var ran = await House.SshAsync("tech20", $"tech20+{other["target"]}", "echo in", code);
            Assert.Equal((255, ""), (ran.Exit, ran.Output));
            Assert.Contains("keeps its accesses closed", ran.Error, StringComparison.Ordinal);
        }
        finally
        {
            (await approver.PutAsync(path, new() { ["open"] = true, ["otp"] = await approver.CodeAsync(Ct) }, Ct)).Must(200);
        }
    }

    async Task<(JsonNode Grant, Actor Approver)> GrantedAsync(int number)
    {
        Tool.Needs("ssh", "sshd");
        await House.KeyAsync($"tech{number}", Ct);
        return (
            await House.GrantAsync($"tech{number}", $"approver{number}", Ct), House.World.Approver($"approver{number}"));
    }

    async Task CutAsync(string login, JsonNode grant, string told, string endedBy, Func<string, Task> stop)
    {
        var (ssh, session) = await House.StartWaitingAsync(login, grant, Ct);
        await using (ssh)
        {
            await stop(session);
            var since = Stopwatch.GetTimestamp();
            var (exit, output, error) = await ssh.EndAsync();
            var took = Stopwatch.GetElapsedTime(since);
            Assert.Equal((255, "here\n"), (exit, output));
            Assert.Contains(told, error, StringComparison.Ordinal);
            Assert.True(took < Prompt, $"{took}");
        }

        Assert.Equal(session, await House.SessionAsync(grant, "sealed", Ct));
        var shown = (await House.World.Reviewer("rachel").GetAsync($"sessions/{session}", Ct)).Must(200);
        Assert.Equal(endedBy, shown["endedBy"]!.GetValue<string>());
        await House.LoggedAsync("session.ended", session, Ct);
    }
}
