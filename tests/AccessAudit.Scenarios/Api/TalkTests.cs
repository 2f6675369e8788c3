using System.Text.Json.Nodes;
using AccessAudit.Scenarios.Stage;
using Xunit;

namespace AccessAudit.Scenarios.Api;

/// <summary>
/// What passes between the ask and the end: questions, shorter yeses, refusals, extensions, and who is told.
/// </summary>
[Collection(ApiGroup.Name)]
public sealed class TalkTests(ApiWorld api)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_question_is_asked_and_answered_by_those_concerned_and_each_is_told()
    {
        var (edgar, david) = (api.World.Person("edgar"), api.World.Approver("david"));
        var id = (await edgar.AskAsync("clinique", "clinique-web", Ct, reason: "Renew the certificate of the site"))["id"]!
            .GetValue<string>();
        var own = await edgar.PostAsync($"requests/{id}/question", new() { ["text"] = "May I?" }, Ct);
        Assert.Equal((403, "approval.own_request"), (own.Status, own.Code));
        (await david.PostAsync($"requests/{id}/question", new() { ["text"] = "Which one expires?" }, Ct)).Must(200);
        var ana = await api.World.Technician("ana").PostAsync($"requests/{id}/answer", new() { ["text"] = "I know" }, Ct);
        Assert.Equal(404, ana.Status);
        (await edgar.PostAsync($"requests/{id}/answer", new() { ["text"] = "The one of March" }, Ct)).Must(200);

        Assert.Contains("request.questioned", await ToldAsync(edgar, id));
        Assert.Equal(["request.answered", "request.submitted"], (await ToldAsync(david, id)).Order(StringComparer.Ordinal));
        (await edgar.PostAsync($"requests/{id}/withdraw", new() { ["reason"] = "Found another way" }, Ct)).Must(200);
        Assert.Contains("request.withdrawn", await ToldAsync(david, id));
        var gone = await david.PostAsync($"requests/{id}/question", new() { ["text"] = "And now?" }, Ct);
        Assert.Equal((409, "request.over"), (gone.Status, gone.Code));
    }

    [Fact]
    public async Task An_identical_ask_shows_the_refusal_of_before_first()
    {
        var (edgar, elsa) = (api.World.Person("edgar"), api.World.Approver("elsa"));
        const string Reason = "Look at the backups of yesterday";
        var first = await edgar.AskAsync("clinique", "clinique-dossiers", Ct, reason: Reason);
        Assert.Empty(first["notices"]!.AsArray());
        var silent = await elsa.PostAsync($"requests/{first["id"]}/refuse", new() { ["reason"] = " " }, Ct);
        Assert.Equal((422, "text.missing"), (silent.Status, silent.Code));
        (await elsa.PostAsync($"requests/{first["id"]}/refuse", new() { ["reason"] = "Only with Elsa present" }, Ct)).Must(200);
        Assert.Contains("approval.refused", await ToldAsync(edgar, first["id"]!.GetValue<string>()));

        var again = await edgar.AskAsync("clinique", "clinique-dossiers", Ct, reason: Reason, minutes: 10);

        foreach (var person in new[] { edgar, elsa })
        {
            var seen = (await person.GetAsync($"requests/{again["id"]}", Ct)).Must(200)["notices"]!.AsArray();
            Assert.Equal("request.refused_before", seen[0]!["code"]!.GetValue<string>());
            Assert.Contains("Only with Elsa present", seen[0]!["text"]!.GetValue<string>());
        }
    }

    [Fact]
    public async Task The_queue_holds_what_waits_for_this_person_and_nothing_else()
    {
        var (ana, elsa) = (api.World.Technician("ana"), api.World.Approver("elsa"));
        var waiting = (await ana.AskAsync("clinique", "clinique-web", Ct, reason: "Queue of the approver, first"))["id"]!;
        var over = (await ana.AskAsync("clinique", "clinique-web", Ct, reason: "Queue of the approver, second"))["id"]!;
        (await ana.PostAsync($"requests/{over}/withdraw", [], Ct)).Must(200);

        var queue = await IdsAsync(elsa, "requests?decidable=true&target=clinique-web&limit=200");

        Assert.Contains(waiting.GetValue<string>(), queue);
        Assert.DoesNotContain(over.GetValue<string>(), queue);
        Assert.DoesNotContain(
            waiting.GetValue<string>(), await IdsAsync(elsa, "requests?decidable=true&target=clinique-dossiers&limit=200"));
        var asker = await ana.GetAsync("requests?decidable=true", Ct);
        Assert.Equal((403, "call.not_allowed"), (asker.Status, asker.Code));
        var odd = await elsa.GetAsync("requests?decidable=perhaps", Ct);
        Assert.Equal((400, "query.malformed"), (odd.Status, odd.Code));
    }

    [Fact]
    public async Task A_shorter_yes_an_extension_with_a_code_of_its_own_and_a_revocation()
    {
        var (edgar, david, elsa) = (
            api.World.Person("edgar"), api.World.Approver("david"), api.World.Approver("elsa"));
        var asked = await edgar.AskAsync("clinique", "clinique-web", Ct, reason: "Move the site to the new disk");
        JsonObject longer = new() { ["otp"] = "123456", ["minutes"] = 31 };
        var beyond = await david.PostAsync($"requests/{asked["id"]}/approve", longer, Ct);
        Assert.Equal((422, "approval.minutes"), (beyond.Status, beyond.Code));
        var approved = (await david.PostAsync(
            $"requests/{asked["id"]}/approve", new() { ["otp"] = await david.CodeAsync(Ct), ["minutes"] = 12 }, Ct)).Must(200);
        var grant = approved["grant"]!.GetValue<string>();
        var before = await ClosesAsync(edgar, grant);

        JsonObject more = new() { ["minutes"] = 20, ["reason"] = "The copy is slower than planned" };
        var stranger = await api.World.Technician("ana").PostAsync($"grants/{grant}/extend", (JsonObject)more.DeepClone(), Ct);
        Assert.Equal(404, stranger.Status);
        var extension = (await edgar.PostAsync($"grants/{grant}/extend", (JsonObject)more.DeepClone(), Ct)).Must(201);
        var twice = await edgar.PostAsync($"grants/{grant}/extend", (JsonObject)more.DeepClone(), Ct);
        Assert.Equal((409, "extension.already_asked"), (twice.Status, twice.Code));
        var id = extension["id"]!.GetValue<string>();
        Assert.Equal([id], await IdsAsync(elsa, $"requests?extends={grant}"));
        Assert.Equal(["extension.submitted"], await ToldAsync(elsa, id));
        Assert.Equal(before, await ClosesAsync(edgar, grant));
        (await elsa.PostAsync(
            $"requests/{id}/approve", new() { ["otp"] = await elsa.CodeAsync(Ct), ["minutes"] = 15 }, Ct)).Must(200);
        Assert.Equal(before.AddMinutes(15), await ClosesAsync(edgar, grant));

        var silent = await elsa.PostAsync($"grants/{grant}/revoke", new() { ["reason"] = "" }, Ct);
        Assert.Equal((422, "text.missing"), (silent.Status, silent.Code));
        var ended = (await elsa.PostAsync($"grants/{grant}/revoke", new() { ["reason"] = "The site is down" }, Ct)).Must(200);
        Assert.Equal(("ended", "revoked"), (ended["state"]!.GetValue<string>(), ended["endedBy"]!.GetValue<string>()));
        Assert.Equal(["grant.revoked"], await ToldAsync(edgar, grant));
        var late = await edgar.PostAsync($"grants/{grant}/extend", (JsonObject)more.DeepClone(), Ct);
        Assert.Equal((409, "extension.grant_over"), (late.Status, late.Code));
    }

    static async Task<DateTimeOffset> ClosesAsync(Actor who, string grant) =>
        (await who.GetAsync($"grants/{grant}", Ct)).Must(200)["closesAt"]!.GetValue<DateTimeOffset>();

    static async Task<IReadOnlyList<string>> IdsAsync(Actor who, string path) =>
        [.. (await who.GetAsync(path, Ct)).Must(200)["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>())];

    /// <summary>The kinds of notices about one thing.</summary>
    static async Task<IReadOnlyList<string>> ToldAsync(Actor who, string subject) =>
    [
        .. (await who.GetAsync("me/notices?limit=200", Ct)).Must(200)["items"]!.AsArray()
            .Where(notice => notice!["subject"]?.GetValue<string>() == subject)
            .Select(notice => notice!["kind"]!.GetValue<string>()),
    ];
}
