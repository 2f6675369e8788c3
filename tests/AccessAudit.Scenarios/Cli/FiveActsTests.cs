using System.Text.Json.Nodes;
using AccessAudit.Scenarios.Stage;
using Xunit;

namespace AccessAudit.Scenarios.Cli;

/// <summary>Ask, approve, open, find, verify: typed at terminals alone, with the installed ssh.</summary>
[Collection(CliGroup.Name)]
public sealed class FiveActsTests(CliHouse shared)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_five_acts_run_by_the_command_line_alone()
    {
        Tool.Needs("ssh", "sshd");
        var (house, world) = (shared.House, shared.World);
        var (dora, approver, rachel) = (new Desk(world, "dora"), new Desk(world, "approver1"), new Desk(world, "rachel"));
        foreach (var desk in new[] { dora, approver, rachel })
        {
            Done(await desk.LoginAsync(Ct));
        }

        // A key of their own, by its public half alone.
        await Tool.KeyAsync(house.PathOf("dora"));
        var half = await dora.RunAsync("123456", Ct, "ssh-key", "add", house.PathOf("dora"), "--otp-stdin");
        Assert.True(half.Exit == 64 && half.Error.Contains(".pub"), half.All);
        var added = Done(await dora.RunAsync(
            await world.Technician("dora").CodeAsync(Ct), Ct, "ssh-key", "add", house.PathOf("dora") + ".pub", "--otp-stdin"));
        Assert.Contains("SHA256:", added.Output);
        Assert.Contains("SHA256:", Done(await dora.RunAsync(Ct, "ssh-key", "list")).Output);

        // Ask, and wait at the terminal for the decision.
        using var asking = dora.Start("request", "files", "--minutes", "30", "--reason", "Zebra labels do not print", "--wait");
        asking.StandardInput.Close();
        Assert.Contains("waiting", await asking.StandardError.ReadLineAsync(Ct));
        var waiting = JsonNode.Parse(Done(await approver.RunAsync(Ct, "requests", "--json")).Output)!["items"]!.AsArray();
        var request = waiting.Single(item => item!["requester"]!["login"]!.GetValue<string>() == "dora")!["id"]!.GetValue<string>();

        // Approve with a code.
        var code = await world.Approver("approver1").CodeAsync(Ct);
        var approved = Done(await approver.RunAsync(code, Ct, "approve", request, "--minutes", "20", "--otp-stdin"));
        Assert.Contains("Zebra labels do not print", approved.Error);
        Assert.Contains("Approved", approved.Output);
        await asking.WaitForExitAsync(Ct);
        Assert.Equal(0, asking.ExitCode);
        Assert.Contains($"dora+files@127.0.0.1", await asking.StandardOutput.ReadToEndAsync(Ct));

        // Open: the verb becomes ssh, pins the key that the API named, and answers ssh's own exit code.
        foreach (var (name, value) in house.Typing(await world.Technician("dora").CodeAsync(Ct)))
        {
            dora.Shell[name] = value;
        }

        string[] key = ["-F", "none", "-i", house.PathOf("dora"), "-o", "IdentitiesOnly=yes"];
        var ran = await dora.RunAsync(
            Ct, ["ssh", $"files+{TargetServer.Account}", "--", .. key, "echo zebra-$((40+2)); exit 7"]);
        Assert.True(ran is { Exit: 7, Output: "zebra-42\n" }, ran.All);

        // Find.
        await house.SessionAsync(await GrantOfAsync(request), "sealed", Ct);
        var listed = JsonNode.Parse(Done(await rachel.RunAsync(Ct, "sessions", "--json")).Output)!["items"]!.AsArray();
        var session = listed.Single(item => item!["request"]!.GetValue<string>() == request)!["id"]!.GetValue<string>();
        await Eventually.GetAsync(async () =>
            Done(await rachel.RunAsync(Ct, "sessions", session)).Output is var told && told.Contains("zebra-$((40+2))") ? told : null, Ct);
        Assert.Contains("Zebra", Done(await rachel.RunAsync(Ct, "search", "zebra", "--action", "request.submitted")).Output);

        // Verify, with the sign-in that is there.
        var copy = Path.Combine(rachel.Home, "log");
        var fetched = Done(await rachel.RunAsync(
            Ct, "fetch", $"{world.Web}/api/v1/clients/{world.Client("clinique")}/log/", copy));
        Assert.Contains("PROVED", fetched.Output);
        Done(await rachel.RunAsync(Ct, "verify", copy));

        // A key that is taken away opens nothing more.
        var fingerprint = added.Output.Split(' ').First(word => word.StartsWith("SHA256:", StringComparison.Ordinal));
        Done(await dora.RunAsync(Ct, "ssh-key", "revoke", fingerprint));
        Assert.Equal(255, (await dora.RunAsync(Ct, ["ssh", "files", "--", .. key, "true"])).Exit);

        async Task<JsonNode> GrantOfAsync(string id) => (await world.Technician("dora").GetAsync(
            $"grants/{(await world.Technician("dora").GetAsync($"requests/{id}", Ct)).Must(200)["grant"]}", Ct)).Must(200);
    }

    static Ran Done(Ran ran) => ran.Exit == 0 ? ran : throw new InvalidOperationException($"exit {ran.Exit}:\n{ran.All}");
}
