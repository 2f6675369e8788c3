using System.Text.RegularExpressions;
using AccessAudit.Scenarios.Stage;
using Xunit;

namespace AccessAudit.Scenarios.Ssh;

/// <summary>Codes that open nothing. A house of its own, since failures slow whoever comes from the same address.</summary>
public sealed partial class WrongCodeTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wrong_reused_and_borrowed_codes_open_nothing_and_stand_in_the_log()
    {
        await using var house = await SshHouse.OpenAsync("tech1", "tech2", "tech3");
        await house.KeyAsync("tech1", Ct);
        await house.GrantAsync("tech1", "approver1", Ct);
        var person = house.World.Technician("tech1");
        var wrong = (await person.PhoneAsync(Ct)).Wrong();

        var ran = await house.SshAsync("tech1", "tech1+files", "echo in", wrong, wrong, wrong);
        Assert.Equal((255, ""), (ran.Exit, ran.Output));
        Assert.Contains("Permission denied", ran.Error, StringComparison.Ordinal);
        Assert.Contains("The code is wrong", ran.Error, StringComparison.Ordinal);

        // One failure more; the fifth would close codes for this person.
        var borrowed = await house.World.Technician("tech2").CodeAsync(Ct);
        Assert.Equal((255, ""), Ended(await OnceAsync(house, "tech1", borrowed)));

        await house.KeyAsync("tech3", Ct);
        await house.GrantAsync("tech3", "approver3", Ct);
        var code = await house.World.Technician("tech3").CodeAsync(Ct);
        Assert.Equal((0, "in\n"), Ended(await OnceAsync(house, "tech3", code)));
        var again = await house.SshAsync("tech3", "tech3+files", "echo in", code, code);
        Assert.Equal((255, ""), Ended(again));
        Assert.Matches(SecondsToWait(), again.Error);

        await house.LoggedAsync(log => log.Any(entry => entry.ToJsonString().Contains("code.reused"))
            && log.Count(entry => entry["k"]!.GetValue<string>() == "otp.failed") >= 5
            && log.Count(entry => entry["k"]!.GetValue<string>() == "session.started") == 1, Ct);

        // Five failures close codes for this person, and for nobody else; stopping needs none.
        var last = await house.SshAsync("tech1", "tech1+files", "echo in", wrong, "123456");
        Assert.Equal((255, ""), Ended(last));
        Assert.Contains("codes are closed for you", last.Error, StringComparison.Ordinal);
        await house.LoggedAsync("otp.locked", null, Ct);
    }

    static Task<(int Exit, string Output, string Error)> OnceAsync(SshHouse house, string login, string code) =>
        Tool.RunAsync(
            "ssh",
            [.. house.Options(login), "-o", "NumberOfPasswordPrompts=1", "-p", $"{house.World.SshPort}",
                $"{login}+files@127.0.0.1", "echo in"],
            null, house.Typing(code));

    static (int, string) Ended((int Exit, string Output, string Error) ran) => (ran.Exit, ran.Output);

    [GeneratedRegex("used already. Wait [0-9]+ seconds")]
    private static partial Regex SecondsToWait();
}
