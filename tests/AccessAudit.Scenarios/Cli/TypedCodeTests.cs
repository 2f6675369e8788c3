using System.Diagnostics;
using System.Text;
using AccessAudit.Scenarios.Stage;
using Xunit;

namespace AccessAudit.Scenarios.Cli;

/// <summary>A code typed at a real terminal (a pseudo-terminal of <c>script(1)</c>).</summary>
[Collection(CliGroup.Name)]
public sealed class TypedCodeTests(CliHouse shared)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_code_is_asked_for_after_the_request_was_shown_and_is_not_echoed()
    {
        Tool.Needs("ssh", "sshd", "script");
        var world = shared.World;
        var desk = new Desk(world, "approver2");
        Assert.Equal(0, (await desk.LoginAsync(Ct)).Exit);
        var request = await world.Technician("emil").AskAsync(
            "clinique", "files", Ct, TargetServer.Account, "Move the heavy quince archive");
        var code = await world.Approver("approver2").CodeAsync(Ct);

        var command = $"{Binary.PathOf("accessaudit")} approve {request["id"]} --lang en";
        var start = new ProcessStartInfo(Tool.Find("script")!, ["-qefc", command, "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["XDG_CONFIG_HOME"] = desk.Home;
        start.Environment["TERM"] = "xterm";
        using var terminal = Process.Start(start)!;
        var shown = new StringBuilder();
        var some = new char[1024];
        while (!shown.ToString().Contains("(empty: do nothing): ") && await terminal.StandardOutput.ReadAsync(some, Ct) is > 0 and var read)
        {
            shown.Append(some, 0, read);
        }

        Assert.Contains("quince", shown.ToString());
        await terminal.StandardInput.WriteAsync($"9\b{code}\r".AsMemory(), Ct);
        await terminal.StandardInput.FlushAsync(Ct);
        shown.Append(await terminal.StandardOutput.ReadToEndAsync(Ct));
        await terminal.WaitForExitAsync(Ct);
        Assert.True(terminal.ExitCode == 0, shown.ToString());
        Assert.Contains("Approved", shown.ToString());
        Assert.DoesNotContain(code, shown.ToString());
    }
}
