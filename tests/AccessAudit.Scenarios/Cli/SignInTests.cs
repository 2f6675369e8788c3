using System.Net;
using System.Text.Json.Nodes;
using AccessAudit.Scenarios.Stage;
using Xunit;

namespace AccessAudit.Scenarios.Cli;

/// <summary>A terminal's sign-in with the development provider: made, kept, renewed, refused, ended.</summary>
[Collection(CliGroup.Name)]
public sealed class SignInTests(CliHouse shared)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_sign_in_is_kept_where_nobody_else_reads_and_never_shown()
    {
        Tool.Needs("ssh", "sshd");
        var emil = new Desk(shared.World, "emil");
        var ran = await emil.LoginAsync(Ct);
        Assert.True(ran.Exit == 0, ran.All);
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(Owner, File.GetUnixFileMode(emil.Kept));
        Assert.Equal(Owner | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(emil.Kept)!));

        var kept = Kept(emil);
        string[] secrets = [kept["accessToken"]!.GetValue<string>(), kept["refreshToken"]!.GetValue<string>()];
        var shown = ran.All + (await emil.RunAsync(Ct, "whoami")).All + (await emil.RunAsync(Ct, "grants", "--json")).All
            + shared.World.Gateway.Output + shared.World.Identity.Output;
        foreach (var secret in secrets)
        {
            Assert.DoesNotContain(secret, shown);
        }

        File.SetUnixFileMode(emil.Kept, Owner | UnixFileMode.OtherRead);
        var refused = await emil.RunAsync(Ct, "whoami");
        Assert.Equal(2, refused.Exit);
        Assert.Contains("chmod 600", refused.Error);
    }

    [Fact]
    public async Task An_ended_access_token_is_renewed_without_a_word_also_by_two_at_once()
    {
        Tool.Needs("ssh", "sshd");
        var flo = new Desk(shared.World, "flo");
        await flo.LoginAsync(Ct);
        var before = Kept(flo)["refreshToken"]!.GetValue<string>();
        await AgeAsync(flo);
        var both = await Task.WhenAll(flo.RunAsync(Ct, "whoami"), flo.RunAsync(Ct, "whoami"));
        Assert.All(both, ran => Assert.True(ran is { Exit: 0, Error: "" }, ran.All));
        Assert.NotEqual(before, Kept(flo)["refreshToken"]!.GetValue<string>());
    }

    [Fact]
    public async Task After_logout_the_copied_refresh_token_is_void()
    {
        Tool.Needs("ssh", "sshd");
        var gus = new Desk(shared.World, "gus");
        await gus.LoginAsync(Ct);
        var copied = await File.ReadAllTextAsync(gus.Kept, Ct);
        Assert.Equal(0, (await gus.RunAsync(Ct, "logout")).Exit);
        Assert.DoesNotContain("Token", await File.ReadAllTextAsync(gus.Kept, Ct));
        await File.WriteAllTextAsync(gus.Kept, copied, Ct);
        await AgeAsync(gus);
        var ran = await gus.RunAsync(Ct, "whoami", "--json");
        Assert.Equal((1, "cli.not_signed_in"), (ran.Exit, JsonNode.Parse(ran.Error)!["code"]!.GetValue<string>()));
    }

    [Fact]
    public async Task The_page_takes_no_wrong_password_no_unknown_code_and_a_no_is_final()
    {
        Tool.Needs("ssh", "sshd");
        var desk = new Desk(shared.World, "approver4");
        using var process = desk.Start("login", "--server", shared.World.Web);
        process.StandardInput.Close();
        await process.StandardError.ReadLineAsync(Ct);
        var code = (await process.StandardError.ReadLineAsync(Ct))!.Split(' ')[^1];

        Assert.Contains("wrong", (await desk.ConfirmAsync(code, Ct, password: "guess")).Page);
        Assert.Contains("unknown", (await desk.ConfirmAsync("1234-5678-9012", Ct)).Page);
        var (status, page) = await desk.ConfirmAsync(code, Ct, answer: "refuse");
        Assert.True(status == HttpStatusCode.OK && page.Contains("not signed in"), page);
        await process.WaitForExitAsync(Ct);
        Assert.Equal(1, process.ExitCode);
        Assert.False(File.Exists(desk.Kept));
    }

    [Fact]
    public async Task The_page_has_no_script_no_frame_and_speaks_both_languages()
    {
        Tool.Needs("ssh", "sshd");
        using var browser = new HttpClient();
        using var french = await browser.GetAsync(new Uri(shared.World.Issuer + "connect/verify?user_code=%22%3E%3Cscript%3E"), Ct);
        var page = await french.Content.ReadAsStringAsync(Ct);
        var policy = french.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.DoesNotContain("<script", page);
        Assert.Contains("Confirmer", page);
        browser.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
        Assert.Contains("Confirm", await browser.GetStringAsync(new Uri(shared.World.Issuer + "connect/verify"), Ct));
    }

    [Fact]
    public async Task Who_may_sign_in_where_is_told_to_anybody_and_nothing_else()
    {
        Tool.Needs("ssh", "sshd");
        using var anybody = new HttpClient();
        var told = JsonNode.Parse(await anybody.GetStringAsync(new Uri(shared.World.Web + "/api/v1/sign-in"), Ct))!;
        var authority = Assert.Single(told["items"]!.AsArray())!.AsObject();
        Assert.Equal(["name", "issuer", "cliClientId", "scope"], authority.Select(member => member.Key));
        Assert.Equal(shared.World.Issuer, authority["issuer"]!.GetValue<string>());
    }

    static JsonNode Kept(Desk desk) =>
        JsonNode.Parse(File.ReadAllText(desk.Kept))!["servers"]!.AsObject().Single().Value!;

    /// <summary>As if the access token had ended: the clock of the machine is not ours to set.</summary>
    static async Task AgeAsync(Desk desk)
    {
        var file = JsonNode.Parse(await File.ReadAllTextAsync(desk.Kept, Ct))!;
        file["servers"]!.AsObject().Single().Value!["goodUntil"] = "2020-01-01T00:00:00+00:00";
        await File.WriteAllTextAsync(desk.Kept, file.ToJsonString(), Ct);
    }
}
