using System.Text;
using System.Text.Json.Nodes;
using AccessAudit.Scenarios.Stage;
using Xunit;

namespace AccessAudit.Scenarios.Api;

/// <summary>A caller that heard no answer may ask again: it happens once, and is answered the same.</summary>
public abstract class IdempotencyTests(ApiWorld api)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_key_and_body_happen_once_and_answer_the_same_bytes()
    {
        var bruno = api.World.Technician("bruno");
        var first = await bruno.PostAsync("requests", Body(30), Ct, "ask-once");
        var second = await bruno.PostAsync("requests", Body(30), Ct, "ask-once");
        Assert.Equal((201, 201), (first.Status, second.Status));
        Assert.Equal(first.Text, second.Text);

        var other = await bruno.PostAsync("requests", Body(31), Ct, "ask-once");
        Assert.Equal((422, "idempotency.key_reused"), (other.Status, other.Code));
    }

    [Fact]
    public async Task A_key_belongs_to_the_person_who_chose_it()
    {
        var (ana, bruno) = (api.World.Technician("ana"), api.World.Technician("bruno"));
        var his = (await bruno.PostAsync("requests", Body(30), Ct, "shared-words")).Must(201);
        var hers = (await ana.PostAsync("requests", Body(30), Ct, "shared-words")).Must(201);
        Assert.NotEqual(his["id"]!.GetValue<string>(), hers["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_approval_repeated_under_its_key_spends_no_second_code()
    {
        var (ana, marc) = (api.World.Technician("ana"), api.World.Approver("marc"));
        var request = await ana.AskAsync("mairie", "mairie-etat-civil", Ct);
        JsonObject body = new() { ["otp"] = await marc.CodeAsync(Ct) };
        var path = $"requests/{request["id"]}/approve";
        var first = await marc.PostAsync(path, (JsonObject)body.DeepClone(), Ct, "approve-once");
        Assert.Equal(200, first.Status);
        Assert.Equal(first.Text, (await marc.PostAsync(path, (JsonObject)body.DeepClone(), Ct, "approve-once")).Text);

        // Under another key it is another act, and the code is spent.
        var again = await marc.PostAsync(path, (JsonObject)body.DeepClone(), Ct, "approve-twice");
        Assert.Equal(409, again.Status);
    }

    [Fact]
    public async Task An_enrolment_is_answered_again_and_its_secret_lies_sealed()
    {
        var rita = api.World.Reviewer("rita");
        var first = (await rita.PostAsync("me/authenticator", [], Ct, "enrol")).Must(201);
        var second = (await rita.PostAsync("me/authenticator", [], Ct, "enrol")).Must(201);
        Assert.Equal(first.ToJsonString(), second.ToJsonString());

        JsonObject code = new() { ["code"] = await new Phone(first["secret"]!.GetValue<string>()).NextAsync(Ct) };
        var confirmed = await rita.PostAsync("me/authenticator/confirm", (JsonObject)code.DeepClone(), Ct, "confirm");
        Assert.Equal(confirmed.Text, (await rita.PostAsync("me/authenticator/confirm", code, Ct, "confirm")).Text);
        string[] secrets =
        [
            first["secret"]!.GetValue<string>(),
            .. confirmed.Must(200)["recoveryCodes"]!.AsArray().Select(word => (string)word!),
        ];
        var stored = await api.World.StoredAsync(Ct);
        Assert.NotEmpty(stored);
        foreach (var secret in secrets.Select(Encoding.UTF8.GetBytes))
        {
            var inHex = Encoding.UTF8.GetBytes(Convert.ToHexStringLower(secret));
            Assert.All(stored, bytes => Assert.Equal(
                (-1, -1), (bytes.AsSpan().IndexOf(secret), bytes.AsSpan().IndexOf(inHex))));
        }
    }

    JsonObject Body(int minutes) => new()
    {
        ["client"] = api.World.Client("mairie"),
        ["target"] = "mairie-etat-civil",
        ["account"] = "maint",
        ["protocol"] = "ssh",
        ["reason"] = "Yearly check of the archive disks",
        ["minutes"] = minutes,
    };
}
