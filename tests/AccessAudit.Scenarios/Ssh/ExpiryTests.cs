using AccessAudit.Scenarios.Stage;
using Xunit;

namespace AccessAudit.Scenarios.Ssh;

/// <summary>The end that nobody has to order. It takes the minute that is the shortest grant, beside the other tests.</summary>
public sealed class ExpiryTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_end_of_the_grant_cuts_its_session_and_opens_no_other()
    {
        await using var house = await SshHouse.OpenAsync("tech1", "tech2");
        await house.KeyAsync("tech1", Ct);
        var grant = await house.GrantAsync("tech1", "approver1", Ct, minutes: 1);
        var closes = grant["closesAt"]!.GetValue<DateTimeOffset>();

        var (ssh, session) = await house.StartWaitingAsync("tech1", grant, Ct);
        await using (ssh)
        {
            var (exit, output, error) = await ssh.EndAsync(limit: TimeSpan.FromSeconds(90));
            var late = DateTimeOffset.UtcNow - closes;
            Assert.Equal((255, "here\n"), (exit, output));
            Assert.Contains("The time of your grant is over", error, StringComparison.Ordinal);
            Assert.InRange(late, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        }

        await house.LoggedAsync("session.ended", session, Ct);
        var code = await house.World.Technician("tech1").CodeAsync(Ct);
        var again = await house.SshAsync("tech1", "tech1+files", "echo in", code);
        Assert.Equal((255, ""), (again.Exit, again.Output));
        Assert.Contains("Your grant for files closed at", again.Error, StringComparison.Ordinal);
    }
}
