using System.Text.Json.Nodes;
using AccessAudit.Scenarios.Stage;
using Xunit;

namespace AccessAudit.Scenarios.Api;

/// <summary>
/// The set-up of a client after its first day: the provider proposes, the client's people decide and let in.
/// </summary>
public sealed class SetupTests(SetupTests.House house) : IClassFixture<SetupTests.House>
{
    static readonly Cast Small = new(
        [new("clinique", "Clinique des Tilleuls", [new("clinique-dossiers", ["maint"], ["dossiers"], 2)])],
        [
            new("ana", null, ["technician"], ["clinique"]),
            new("paul", null, ["provider-admin"], []),
            new("claire", "clinique", ["approver", "client-admin"], []),
            new("camille", "clinique", ["client-admin"], []),
            new("david", "clinique", ["approver"], []),
            new("rachel", "clinique", ["reviewer"], []),
            new("stan", "clinique", ["site-contact"], []),

            // Signs in, and stands in no contract at first.
            new("nora", "nowhere", ["approver"], []),
        ]);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    World World => house.World;

    string Proposals => $"clients/{World.Client("clinique")}/proposals";

    [Fact]
    public async Task A_person_is_proposed_by_the_provider_accepted_by_the_client_let_in_by_a_colleague_and_helps_themselves_later()
    {
        var (paul, claire, camille, nora) = (
            World.Person("paul"), World.Person("claire"), World.Person("camille"), World.Person("nora"));
        Assert.Equal(401, (await nora.GetAsync("me", Ct)).Status);
        var file = await FileAsync(paul, people => people.Add(new JsonObject
        {
            ["login"] = "nora",
            ["name"] = "Nora Petit",
            ["organization"] = "client",
            ["roles"] = new JsonArray("approver"),
            ["identity"] = new JsonObject { ["issuer"] = World.Issuer, ["subject"] = "s-nora" },
        }));

        var proposal = (await paul.PostAsync(Proposals, new() { ["file"] = file }, Ct)).Must(201);

        var change = Assert.Single(proposal["changes"]!.AsArray())!;
        Assert.Equal(
            ("person_added", "nora", true),
            (change["kind"]!.GetValue<string>(), change["subject"]!.GetValue<string>(), change["weighty"]!.GetValue<bool>()));
        Assert.Equal(file, proposal["file"]!.GetValue<string>());
        var path = $"{Proposals}/{proposal["id"]}";
        foreach (var login in new[] { "paul", "david", "rachel" })
        {
            var no = await World.Person(login).PostAsync($"{path}/accept", new() { ["otp"] = "123456" }, Ct);
            Assert.Equal((403, "role.missing"), (no.Status, no.Code));
        }

        Assert.Equal(404, (await World.Person("ana").GetAsync(path, Ct)).Status);
        Assert.Equal("code.missing", (await claire.PostAsync($"{path}/accept", new() { ["otp"] = "" }, Ct)).Code);
        JsonObject yes = new() { ["otp"] = await claire.CodeAsync(Ct) };
        var accepted = await claire.PostAsync($"{path}/accept", (JsonObject)yes.DeepClone(), Ct, "accept-nora");
        Assert.Equal("accepted", accepted.Must(200)["state"]!.GetValue<string>());
        var again = await claire.PostAsync($"{path}/accept", (JsonObject)yes.DeepClone(), Ct, "accept-nora");
        Assert.Equal(accepted.Text, again.Text);
        var over = await camille.PostAsync($"{path}/accept", new() { ["otp"] = "123456" }, Ct);
        Assert.Equal((409, "proposal.over"), (over.Status, over.Code));
        var contract = (await claire.GetAsync($"clients/{World.Client("clinique")}/contract", Ct)).Must(200);
        Assert.Equal(proposal["sha256"]!.GetValue<string>(), contract["sha256"]!.GetValue<string>());

        await LetInAsync(camille, nora);
        await HelpOneselfAsync(camille, nora);
    }

    async Task LetInAsync(Actor camille, Actor nora)
    {
        var me = (await nora.GetAsync("me", Ct)).Must(200);
        Assert.Equal((false, false), (me["authenticator"]!.GetValue<bool>(), me["mayEnrol"]!.GetValue<bool>()));
        var alone = await nora.PostAsync("me/authenticator", [], Ct);
        Assert.Equal((403, "enrolment.not_allowed"), (alone.Status, alone.Code));
        var people = $"clients/{World.Client("clinique")}/people";
        var noras = (await camille.GetAsync(people, Ct)).Must(200)["items"]!.AsArray()
            .Single(person => person!["login"]!.GetValue<string>() == "nora")!;
        var allow = $"{people}/{noras["id"]}/authenticator/allow";
        var provider = await World.Person("paul").PostAsync(allow, new() { ["otp"] = "123456" }, Ct);
        Assert.Equal((403, "authenticator.other_organization"), (provider.Status, provider.Code));

        var permit = (await camille.PostAsync(allow, new() { ["otp"] = await camille.CodeAsync(Ct) }, Ct)).Must(200);

        Assert.Equal("allowed", permit["cause"]!.GetValue<string>());
    }

    static async Task HelpOneselfAsync(Actor camille, Actor nora)
    {
        var begun = (await nora.PostAsync("me/authenticator", [], Ct)).Must(201);
        var phone = new Phone(begun["secret"]!.GetValue<string>());
        JsonObject first = new() { ["code"] = await phone.NextAsync(Ct) };
        var confirm = await nora.PostAsync("me/authenticator/confirm", (JsonObject)first.DeepClone(), Ct, "confirm");
        var codes = confirm.Must(200)["recoveryCodes"]!.AsArray();
        Assert.Equal(8, codes.Count);
        var repeated = await nora.PostAsync("me/authenticator/confirm", (JsonObject)first.DeepClone(), Ct, "confirm");
        Assert.Equal(confirm.Text, repeated.Text);

        var recovered = (await nora.PostAsync("me/recovery", new() { ["code"] = codes[3]!.DeepClone() }, Ct)).Must(200);
        Assert.Equal("recovery", recovered["cause"]!.GetValue<string>());
        var spent = await nora.PostAsync("me/recovery", new() { ["code"] = codes[3]!.DeepClone() }, Ct);
        Assert.Equal((422, "recovery.wrong"), (spent.Status, spent.Code));
        (await nora.PostAsync("me/authenticator", [], Ct)).Must(201);

        var notices = (await camille.GetAsync("me/notices?unseen=true", Ct)).Must(200)["items"]!.AsArray();
        var kinds = notices.Select(notice => notice!["kind"]!.GetValue<string>()).ToList();
        Assert.Equal(
            ["authenticator.enrolled", "proposal.accepted", "proposal.made", "recovery.used"],
            kinds.Where(kind => kind != "request.submitted").Distinct().Order(StringComparer.Ordinal));
        Assert.All(notices, notice => Assert.NotEmpty(notice!["text"]!.GetValue<string>()));
        var seen = (await camille.PostAsync("me/notices/seen", [], Ct)).Must(200);
        Assert.Equal(notices.Count, seen["seen"]!.GetValue<int>());
        Assert.Empty((await camille.GetAsync("me/notices?unseen=true", Ct)).Must(200)["items"]!.AsArray());
    }

    [Fact]
    public async Task A_proposed_file_is_answered_with_all_its_errors_and_a_long_one_is_taken()
    {
        var paul = World.Person("paul");
        var wrong = await paul.PostAsync(Proposals, new()
        {
            ["file"] = await FileAsync(paul, people => people[0]!["colour"] = "red") + "\n\n",
        }, Ct);
        Assert.Equal((422, "proposal.file_wrong"), (wrong.Status, wrong.Code));
        var error = Assert.Single(wrong.Json["errors"]!.AsArray())!;
        Assert.Equal("$.people[0].colour", error["path"]!.GetValue<string>());
        Assert.True(error["line"]!.GetValue<int>() > 1);

        var text = await FileAsync(paul, _ => { });
        var same = await paul.PostAsync(Proposals, new() { ["file"] = text + new string(' ', 200_000) }, Ct);
        var proposal = same.Must(201);
        Assert.Equal("wording_changed", Assert.Single(proposal["changes"]!.AsArray())!["kind"]!.GetValue<string>());
        var path = $"{Proposals}/{proposal["id"]}";
        var notTheirs = await World.Person("claire").PostAsync($"{path}/withdraw", [], Ct);
        Assert.Equal((403, "proposal.not_yours"), (notTheirs.Status, notTheirs.Code));
        var refused = await World.Person("camille").PostAsync($"{path}/refuse", new() { ["reason"] = "Rien de neuf" }, Ct);
        Assert.Equal("refused", refused.Must(200)["state"]!.GetValue<string>());
        var late = await paul.PostAsync($"{path}/withdraw", [], Ct);
        Assert.Equal((409, "proposal.over"), (late.Status, late.Code));
        var listed = (await paul.GetAsync($"{Proposals}?state=refused", Ct)).Must(200)["items"]!.AsArray();
        Assert.Contains(listed, item => item!["id"]!.GetValue<string>() == proposal["id"]!.GetValue<string>());
        Assert.Equal(413, (await paul.PostAsync(
            "requests", new() { ["client"] = new string('x', 80_000) }, Ct)).Status);
    }

    [Fact]
    public async Task The_set_up_is_shown_to_those_who_may_see_it()
    {
        var client = World.Client("clinique");
        string[] may = ["paul", "claire", "camille", "david", "rachel"];
        foreach (var login in new[] { "paul", "claire", "camille", "david", "rachel", "ana", "stan" })
        {
            foreach (var part in new[] { "people", "targets", "contract", "proposals" })
            {
                var reply = await World.Person(login).GetAsync($"clients/{client}/{part}", Ct);
                Assert.True(
                    reply.Status == (may.Contains(login) ? 200 : 403), $"{login} GET {part}: {reply.Status} {reply.Text}");
            }
        }
    }

    /// <summary>The file in force, with its client's id and a change to its people.</summary>
    async Task<string> FileAsync(Actor reader, Action<JsonArray> change)
    {
        var contract = (await reader.GetAsync($"clients/{World.Client("clinique")}/contract", Ct)).Must(200);
        var file = JsonNode.Parse(contract["file"]!.GetValue<string>())!;
        file["client"]!["id"] = World.Client("clinique");
        change(file["people"]!.AsArray());
        return file.ToJsonString(new() { WriteIndented = true });
    }

    public sealed class House : IAsyncLifetime
    {
        World? _world;

        internal World World => _world ?? throw new InvalidOperationException("the world is not up");

        public async ValueTask InitializeAsync() => _world = await World.StartAsync(Small);

        public async ValueTask DisposeAsync()
        {
            if (_world is not null)
            {
                await _world.DisposeAsync();
            }
        }
    }
}
