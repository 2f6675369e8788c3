using System.Text;
using AccessAudit.Scenarios.Stage;
using Xunit;

namespace AccessAudit.Scenarios.Ssh;

/// <summary>What was typed, shown, signed in with and unlocked with, looked for in every file that an operator can read.</summary>
public sealed class CanaryTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_log_and_no_recording_holds_a_secret_a_reason_a_command_or_what_was_on_the_screen()
    {
        Tool.Needs("ssh", "sshd");
        await using var house = await SshHouse.OpenAsync("tech1");
        await house.KeyAsync("tech1", Ct);
        var (ana, approver, rachel) = (
            house.World.Technician("tech1"), house.World.Approver("approver1"), house.World.Reviewer("rachel"));
        var grant = await house.GrantAsync("tech1", "approver1", Ct, reason: "Quagmire in the backup tape");
        var code = await ana.CodeAsync(Ct);
        var ran = await house.SshAsync("tech1", "tech1+files", "echo zephyr-$((40+2)); exit 3", code);
        Assert.Equal((3, "zephyr-42\n"), (ran.Exit, ran.Output));
        await house.SessionAsync(grant, "sealed", Ct);
        (await rachel.GetAsync("search?q=quagmire", Ct)).Must(200);
        await house.World.Gateway.StopAsync();

        // A line of its own of the private key: the first ones are the same in every OpenSSH key file.
        var key = await File.ReadAllLinesAsync(house.Server.Credential, Ct);
        string[] secrets =
        [
            ana.TotpSecret!, approver.TotpSecret!, await ana.TokenAsync(Ct), await rachel.TokenAsync(Ct),
            house.World.Password("tech1"), house.World.Password("rachel"), key[3],
        ];
        string[] personal = ["Quagmire", "zephyr", "$((40+2))", code];
        var logs = Directory.GetFiles(house.World.LogsFolder);
        var recordings = Directory.GetFiles(
            Path.Combine(house.World.DataFolder, "recordings"), "*", SearchOption.AllDirectories);
        Assert.NotEmpty(logs);
        Assert.Contains(recordings, file => file.EndsWith(".age", StringComparison.Ordinal));
        HoldsNone(Encoding.UTF8.GetBytes(house.World.Gateway.Output), "the console", [.. secrets, .. personal]);
        HoldsNone(Encoding.UTF8.GetBytes(house.World.Identity.Output), "the identity provider's console", secrets);
        foreach (var file in logs.Concat(recordings))
        {
            // Not the code: six digits stand by chance in any ciphertext and in many a timestamp.
            HoldsNone(await File.ReadAllBytesAsync(file, Ct), file, [.. secrets, .. personal[..^1]]);
        }

        // The state must know reasons and commands; what unlocks it lies there sealed, or not at all.
        foreach (var file in Directory.GetFiles(house.World.DataFolder, "*", SearchOption.AllDirectories))
        {
            HoldsNone(await File.ReadAllBytesAsync(file, Ct), file, [.. secrets, "zephyr-42"]);
        }
    }

    static void HoldsNone(byte[] bytes, string where, string[] words)
    {
        foreach (var word in words)
        {
            Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(word)) < 0, $"{where} holds {word}");
        }
    }
}
