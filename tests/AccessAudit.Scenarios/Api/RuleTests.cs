using System.Text.Json.Nodes;
using Xunit;

namespace AccessAudit.Scenarios.Api;

/// <summary>What nobody may ask for or decide, whatever their role and code; and a contract that this version cannot keep.</summary>
[Collection(ApiGroup.Name)]
public sealed class RuleTests(ApiWorld api)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string> Wishes => new()
    {
        { "target", "mairie-etat-civil", "target.out_of_scope" },
        { "target", "nowhere", "target.out_of_scope" },
        { "account", "root", "account.not_allowed" },
        { "protocol", "rdp", "protocol.not_allowed" },
        { "reason", "", "text.missing" },
        { "reason", "    ", "text.missing" },
        { "reason", "server", "text.too_short" },
        { "reason", "aaaaaaaaaaaaaaaaaaaa", "reason.says_nothing" },
        { "minutes", "0", "minutes.out_of_range" },
        { "minutes", "100000", "minutes.out_of_range" },
        { "from", "2020-01-01T00:00:00Z", "from.past" },
        { "from", "2099-01-01T00:00:00Z", "from.too_far" },
    };

    [Theory]
    [MemberData(nameof(Wishes))]
    public async Task A_wish_beyond_the_contract_is_refused_with_its_reason(string member, string value, string code)
    {
        var body = new JsonObject
        {
            ["client"] = api.World.Client("clinique"),
            ["target"] = "clinique-dossiers",
            ["account"] = "maint",
            ["protocol"] = "ssh",
            ["reason"] = "Replace the failed disk of the array",
            ["minutes"] = 30,
        };
        body[member] = member == "minutes" ? int.Parse(value, null) : value;

        var reply = await api.World.Technician("ana").PostAsync("requests", body, Ct);

        Assert.Equal((422, code), (reply.Status, reply.Code));
        Assert.NotEmpty(reply.Json["detail"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_technician_without_an_engagement_learns_nothing_of_the_client()
    {
        var reply = await api.World.Technician("bruno").PostAsync("requests", new()
        {
            ["client"] = api.World.Client("clinique"),
            ["target"] = "clinique-dossiers",
            ["account"] = "maint",
            ["protocol"] = "ssh",
            ["reason"] = "Replace the failed disk of the array",
            ["minutes"] = 30,
        }, Ct);
        Assert.Equal((404, "client.unknown"), (reply.Status, reply.Code));
    }

    [Fact]
    public async Task Nobody_approves_for_oneself_or_for_the_provider_even_with_a_right_code()
    {
        var ana = api.World.Technician("ana");
        var request = await ana.AskAsync("clinique", "clinique-dossiers", Ct);
        foreach (var login in new[] { "ana", "sonia", "edgar", "paul" })
        {
            var person = api.World.Person(login);
            var reply = await person.PostAsync(
                $"requests/{request["id"]}/approve", new() { ["otp"] = await person.CodeAsync(Ct) }, Ct);
            Assert.True(reply.Status is 403 or 404, $"{login}: {reply.Status} {reply.Text}");
            Assert.True(login != "ana" || reply.Code == "approval.own_request", reply.Text);
        }

        var still = (await ana.GetAsync($"requests/{request["id"]}", Ct)).Must(200);
        Assert.Equal(("pending", null), (still["state"]!.GetValue<string>(), still["grant"]));
    }

    [Fact]
    public async Task Sensitivity_3_is_refused_until_passkeys_exist_and_nothing_of_the_file_is_kept()
    {
        var file = Path.Combine(api.World.Folder, "sensitive.json");
        var said = (await File.ReadAllTextAsync(Path.Combine(api.World.Folder, "mairie.json"), Ct))
            .Replace("\"sensitivity\": 1", "\"sensitivity\": 3");
        await File.WriteAllTextAsync(file, said, Ct);

        await using var ran = await api.World.TryVerbAsync(null, "contract", "import", file);

        Assert.NotEqual(0, ran.Exit);
        Assert.Contains("passkey", ran.Output);
        Assert.Contains("targets[0].sensitivity", ran.Output);
    }
}
