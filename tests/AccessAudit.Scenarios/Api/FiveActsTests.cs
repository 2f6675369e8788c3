using System.Text.Json.Nodes;
using AccessAudit.Ledger.Verify;
using AccessAudit.Scenarios.Stage;
using Xunit;

namespace AccessAudit.Scenarios.Api;

/// <summary>Ask, approve with a code, hold the grant, find it again, and verify the log: over HTTP alone.</summary>
public abstract class FiveActsTests(ApiWorld api)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_becomes_a_grant_by_a_code_and_the_client_finds_and_proves_it()
    {
        var (ana, claire) = (api.World.Technician("ana"), api.World.Approver("claire"));
        var rachel = api.World.Reviewer("rachel");
        var client = api.World.Client("clinique");
        var request = await ana.AskAsync("clinique", "clinique-dossiers", Ct, reason: "Zebra printer prints no labels");
        Assert.Equal("pending", request["state"]!.GetValue<string>());
        Assert.Null(request["grant"]);

        var wrong = await claire.PostAsync(
            $"requests/{request["id"]}/approve", new() { ["otp"] = (await claire.PhoneAsync(Ct)).Wrong() }, Ct);
        Assert.Equal((422, "code.wrong"), (wrong.Status, wrong.Code));

        var approved = await claire.ApproveAsync(request, Ct);
        Assert.Equal("approved", approved["state"]!.GetValue<string>());
        var grant = (await ana.GetAsync($"grants/{approved["grant"]}", Ct)).Must(200);
        Assert.Equal(
            $"ssh -p {api.World.SshPort} ana+clinique-dossiers@127.0.0.1", grant["connect"]!.GetValue<string>());

        // Answered only once a signed head covers it: the head that is there now holds the approval.
        var folder = Directory.CreateDirectory(Path.Combine(api.World.Folder, "copy")).FullName;
        await LogCopy.FetchAsync(rachel, client, folder, Ct);
        Assert.Equal(Verdict.Proved, LogCopy.Verify(folder).Verdict);
        var entries = Path.Combine(folder, "tile", "entries");
        var bundle = Directory.EnumerateFiles(entries, "*", SearchOption.AllDirectories).First();
        var bytes = await File.ReadAllBytesAsync(bundle, Ct);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(bundle, bytes, Ct);
        Assert.Equal(Verdict.Refuted, LogCopy.Verify(folder).Verdict);

        var found = await Eventually.GetAsync(
            async () => (await rachel.GetAsync($"search?client={client}&q=zebra", Ct)).Must(200)["items"]!.AsArray()
                is [var hit, ..] ? hit : null, Ct);
        Assert.Equal("request.submitted", found!["kind"]!.GetValue<string>());
        Assert.Contains("Zebra", found["highlights"]!.ToJsonString());

        // The reviewer's own search stands in the log as well.
        await Eventually.GetAsync(
            async () => (await rachel.GetAsync("search?action=audit.searched&actor=rachel", Ct)).Must(200)["items"]!
                .AsArray() is [var hit, ..] ? hit : null, Ct);

        var ended = (await claire.PostAsync(
            $"grants/{grant["id"]}/revoke", new() { ["reason"] = "Done for today" }, Ct)).Must(200);
        Assert.Equal(("ended", "revoked"), (ended["state"]!.GetValue<string>(), ended["endedBy"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_target_with_several_accounts_names_the_account_in_the_command()
    {
        var (ana, david) = (api.World.Technician("ana"), api.World.Approver("david"));
        var approved = await david.ApproveAsync(await ana.AskAsync("clinique", "clinique-web", Ct, account: "www"), Ct);
        var grant = (await ana.GetAsync($"grants/{approved["grant"]}", Ct)).Must(200);
        Assert.Equal(
            $"ssh -p {api.World.SshPort} ana+clinique-web+www@127.0.0.1", grant["connect"]!.GetValue<string>());

        var longer = new JsonObject { ["minutes"] = 20, ["reason"] = "The rebuild takes longer" };
        var extension = (await ana.PostAsync($"grants/{grant["id"]}/extend", longer, Ct)).Must(201);
        Assert.Equal(grant["id"]!.GetValue<string>(), extension["extends"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_question_and_its_answer_stand_on_the_request_until_it_is_refused()
    {
        var (ana, david) = (api.World.Technician("ana"), api.World.Approver("david"));
        var id = (await ana.AskAsync("clinique", "clinique-web", Ct))["id"]!;
        (await david.PostAsync($"requests/{id}/question", new() { ["text"] = "Which disk is it?" }, Ct)).Must(200);
        (await ana.PostAsync($"requests/{id}/answer", new() { ["text"] = "The second one of shelf A" }, Ct)).Must(200);
        var refused = (await david.PostAsync(
            $"requests/{id}/refuse", new() { ["reason"] = "Come back on Monday" }, Ct)).Must(200);
        Assert.Equal("refused", refused["state"]!.GetValue<string>());
        Assert.Equal(
            [true, false], refused["notes"]!.AsArray().Select(note => note!["question"]!.GetValue<bool>()));

        var late = await ana.PostAsync($"requests/{id}/withdraw", [], Ct);
        Assert.Equal((409, "request.over"), (late.Status, late.Code));
    }

    [Fact]
    public async Task Closing_the_gatekeeper_is_free_and_opening_it_takes_a_code()
    {
        var marc = api.World.Approver("marc");
        var path = $"clients/{api.World.Client("mairie")}/gatekeeper";
        Assert.True((await marc.GetAsync(path, Ct)).Must(200)["open"]!.GetValue<bool>());
        Assert.False((await marc.PutAsync(path, new() { ["open"] = false }, Ct)).Must(200)["open"]!.GetValue<bool>());
        var free = await marc.PutAsync(path, new() { ["open"] = true }, Ct);
        Assert.Equal((422, "code.missing"), (free.Status, free.Code));
        var opened = await marc.PutAsync(path, new() { ["open"] = true, ["otp"] = await marc.CodeAsync(Ct) }, Ct);
        Assert.True(opened.Must(200)["open"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Lists_come_in_pages_that_neither_repeat_nor_skip()
    {
        var bruno = api.World.Technician("bruno");
        HashSet<string> asked = [];
        for (var at = 0; at < 5; at++)
        {
            asked.Add((await bruno.AskAsync("mairie", "mairie-etat-civil", Ct))["id"]!.GetValue<string>());
        }

        List<string> seen = [];
        string? cursor = "";
        while (cursor is not null)
        {
            var page = (await bruno.GetAsync($"requests?limit=2&cursor={cursor}", Ct)).Must(200);
            seen.AddRange(page["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>()));
            cursor = page["next"]?.GetValue<string>();
        }

        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Superset(asked, seen.ToHashSet());
    }
}
