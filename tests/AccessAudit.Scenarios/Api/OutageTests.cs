using System.Text.Json.Nodes;
using AccessAudit.Scenarios.Stage;
using Xunit;

namespace AccessAudit.Scenarios.Api;

/// <summary>What is not well: a log that gets no heads, an authority that speaks for others, logs that could
/// tell.</summary>
public sealed class OutageTests
{
    const UnixFileMode OpenToAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead;
    const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_approval_that_no_head_covers_is_not_told_and_its_retry_after_a_kill_is_the_same_act()
    {
        await using var world = await World.StartAsync();
        var (ana, claire) = (world.Technician("ana"), world.Approver("claire"));
        var phone = await claire.PhoneAsync(Ct);
        await world.Gateway.StopAsync();
        Assert.Equal(0, world.Gateway.Exit);

        // A log key that others may read signs nothing.
        var key = Path.Combine(world.DataFolder, "keys", "logs", world.Client("clinique") + ".logkey");
        File.SetUnixFileMode(key, OpenToAll);
        await world.StartGatewayAsync();
        var request = await ana.AskAsync("clinique", "clinique-dossiers", Ct);
        JsonObject body = new() { ["otp"] = await phone.NextAsync(Ct) };
        var path = $"requests/{request["id"]}/approve";
        var untold = await claire.PostAsync(path, (JsonObject)body.DeepClone(), Ct, "the-approval");
        Assert.Equal((503, "ledger.unavailable"), (untold.Status, untold.Code));
        Assert.True(untold.Headers.ContainsKey("Retry-After"));
        using var http = new HttpClient();
        using var ready = await http.GetAsync(new Uri(world.Web + "/health/ready"), Ct);
        Assert.Equal(503, (int)ready.StatusCode);

        await world.Gateway.KillAsync();
        File.SetUnixFileMode(key, Owner);
        await world.StartGatewayAsync();
        var told = (await claire.PostAsync(path, (JsonObject)body.DeepClone(), Ct, "the-approval")).Must(200);
        Assert.Equal("approved", told["state"]!.GetValue<string>());
        Assert.Contains("Proved", await world.VerbAsync("doctor"));
    }

    [Fact]
    public async Task An_authority_speaks_only_for_the_organization_it_is_restricted_to()
    {
        await using var world = await World.StartAsync();
        const string Restriction = "ACCESSAUDIT__Identity__Authorities__0__Organization";
        (string Organization, string[] In)[] cases =
        [
            ("provider", ["ana", "sonia"]),
            (world.Client("clinique"), ["claire"]),
            (world.Client("mairie"), ["marc"]),
        ];
        foreach (var (organization, allowed) in cases)
        {
            await world.Gateway.StopAsync();
            await world.StartGatewayAsync(new Dictionary<string, string?> { [Restriction] = organization });
            foreach (var login in new[] { "ana", "sonia", "claire", "marc" })
            {
                var status = (await world.Person(login).GetAsync("me", Ct)).Status;
                Assert.Equal(allowed.Contains(login) ? 200 : 401, status);
            }
        }
    }

    [Fact]
    public async Task The_operators_log_holds_no_secret_and_nothing_personal()
    {
        await using var world = await World.StartAsync();
        var (ana, claire, rachel) = (world.Technician("ana"), world.Approver("claire"), world.Reviewer("rachel"));
        var request = await ana.AskAsync("clinique", "clinique-dossiers", Ct, reason: "Quagmire in the backup tape");
        var wrong = (await claire.PhoneAsync(Ct)).Wrong();
        await claire.PostAsync($"requests/{request["id"]}/approve", new() { ["otp"] = wrong }, Ct);
        await claire.ApproveAsync(request, Ct);
        await rachel.GetAsync("search?q=quagmirequery&actor=ana", Ct);
        await ana.PostAsync("requests", new() { ["quagmiremember"] = "quagmirevalue" }, Ct);
        await world.Gateway.StopAsync();

        var said = world.Gateway.Output + string.Concat(
            Directory.EnumerateFiles(world.LogsFolder).Select(file => File.ReadAllText(file)));
        Assert.Contains("AccessAudit", said);
        foreach (var secret in new[]
        {
            "quagmire", claire.TotpSecret!, await ana.TokenAsync(Ct), await claire.TokenAsync(Ct), "s-ana",
            world.Password("ana"),
        })
        {
            Assert.DoesNotContain(secret, said, StringComparison.OrdinalIgnoreCase);
        }
    }
}
