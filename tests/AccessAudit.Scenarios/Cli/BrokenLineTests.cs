using System.Text.Json.Nodes;
using AccessAudit.Scenarios.Stage;
using Xunit;

namespace AccessAudit.Scenarios.Cli;

/// <summary>What the command line does when the network or the gateway is away.</summary>
[Collection(CliGroup.Name)]
public sealed class BrokenLineTests(CliHouse shared)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_lost_on_the_way_does_not_ask_twice()
    {
        Tool.Needs("ssh", "sshd");
        await using var line = new Line(shared.World.WebPort);
        var bruno = new Desk(shared.World, "bruno");
        Assert.Equal(0, (await bruno.RunAsync(Ct, "login", "--server", line.Address)).Exit);
        line.LoseAnswerTo("POST /api/v1/requests");
        var ran = await bruno.RunAsync(Ct, "request", "other", "--minutes", "10", "--reason", "Change the toner cartridge");
        Assert.True(ran.Exit == 0, ran.All);
        Assert.Equal(1, line.Lost);
        var asked = JsonNode.Parse((await bruno.RunAsync(Ct, "requests", "--json")).Output)!["items"]!.AsArray();
        Assert.Single(asked);
    }

    [Fact]
    public async Task A_gateway_that_is_away_is_told_apart_from_a_refusal()
    {
        Tool.Needs("ssh", "sshd");
        var desk = new Desk(shared.World, "approver3");
        string gone;
        await using (var line = new Line(shared.World.WebPort))
        {
            gone = line.Address;
            Assert.Equal(0, (await desk.RunAsync(Ct, "login", "--server", gone)).Exit);
        }

        var ran = await desk.RunAsync(Ct, "grants", "--json");
        Assert.Equal((2, "cli.unreachable"), (ran.Exit, JsonNode.Parse(ran.Error)!["code"]!.GetValue<string>()));
        Assert.Equal(2, (await desk.RunAsync(Ct, "login", "--server", gone)).Exit);

        // Another server does not disturb the first one's sign-in, and the last one is what a verb means.
        Assert.Equal(0, (await desk.LoginAsync(Ct)).Exit);
        Assert.Equal(0, (await desk.RunAsync(Ct, "whoami")).Exit);
        Assert.Equal(2, (await desk.RunAsync(Ct, "whoami", "--server", gone)).Exit);
    }
}
