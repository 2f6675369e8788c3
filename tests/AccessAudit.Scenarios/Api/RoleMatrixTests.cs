using System.Text.Json.Nodes;
using Xunit;

namespace AccessAudit.Scenarios.Api;

/// <summary>Each call by each role of both clients: who may, who may not, and to whom it does not even exist.</summary>
public abstract class RoleMatrixTests(ApiWorld api)
{
    const string Canary = "Xylophone maintenance of the clinic";
    const string Nobody = "0000000000000000";

    static readonly string[] Strangers = ["marc", "rita", "bruno"];
    static readonly string[] Deciders = ["claire", "david", "elsa"];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_read_answers_those_who_may_and_nobody_else()
    {
        var (client, request, grant) = await PrepareAsync();
        string[] reviewers = ["rachel", "diane"];
        string[] clinic = [.. Deciders, .. reviewers];
        string[] provider = ["ana", "edgar", "sonia", "paul"];
        (string Path, string[] May)[] matrix =
        [
            ($"requests/{request}", [.. clinic, "ana"]),
            ($"grants/{grant}", [.. clinic, "ana", "sonia"]),
            ($"clients/{client}/gatekeeper", [.. clinic, .. provider, "stan"]),
            ($"clients/{client}/people", [.. clinic, "paul"]),
            ($"clients/{client}/targets", [.. clinic, "paul"]),
            ($"clients/{client}/contract", [.. clinic, "paul"]),
            ($"clients/{client}/proposals", [.. clinic, "paul"]),
            ($"clients/{client}/log/checkpoint", clinic),
            ($"clients/{client}/log/log.vkey", clinic),
            ($"clients/{client}/log/tile/0/000.p/1", clinic),
            ($"clients/{client}/log/tile/entries/000.p/1", clinic),
            ($"search?client={client}", reviewers),
        ];
        foreach (var (path, may) in matrix)
        {
            foreach (var person in api.World.Everyone.Where(person => person.Login != "farid"))
            {
                var reply = await person.GetAsync(path, Ct);
                if (may.Contains(person.Login))
                {
                    Assert.True(reply.Status == 200, $"{person.Login} GET {path}: {reply.Status} {reply.Text}");
                    continue;
                }

                int[] no = Strangers.Contains(person.Login) ? [404] : [403, 404];
                Assert.True(no.Contains(reply.Status), $"{person.Login} GET {path}: {reply.Status} {reply.Text}");
                Assert.DoesNotContain("Xylophone", reply.Text);
            }
        }
    }

    [Fact]
    public async Task Lists_hold_nothing_of_another_client()
    {
        var (client, request, grant) = await PrepareAsync();
        string[] lists = ["me", "targets", "clients", "requests?limit=200", "grants?limit=200", "sessions", "search", "me/notices"];
        foreach (var path in lists)
        {
            foreach (var login in Strangers)
            {
                var reply = await api.World.Person(login).GetAsync(path, Ct);
                Assert.True(reply.Status is 200 or 403, $"{login} GET {path}: {reply.Status}");
                foreach (var secret in new[] { client, request, grant, "clinique", "Xylophone" })
                {
                    Assert.DoesNotContain(secret, reply.Text);
                }
            }
        }
    }

    [Fact]
    public async Task Ids_of_another_client_answer_as_ids_that_do_not_exist()
    {
        var (client, request, grant) = await PrepareAsync();
        JsonObject reason = new() { ["reason"] = "No reason of theirs" };
        JsonObject text = new() { ["text"] = "Is anybody there?" };
        (string Path, string Id, JsonObject Body)[] acts =
        [
            ($"requests/{request}/approve", request, new() { ["otp"] = "123456" }),
            ($"requests/{request}/refuse", request, reason),
            ($"requests/{request}/question", request, text),
            ($"requests/{request}/answer", request, text),
            ($"requests/{request}/withdraw", request, reason),
            ($"grants/{grant}/revoke", grant, reason),
            ($"grants/{grant}/extend", grant, new() { ["minutes"] = 10, ["reason"] = "More time is needed" }),
        ];
        foreach (var login in Strangers)
        {
            var stranger = api.World.Person(login);
            foreach (var (path, id, body) in acts)
            {
                var real = await stranger.PostAsync(path, (JsonObject)body.DeepClone(), Ct);
                var made = await stranger.PostAsync(path.Replace(id, Nobody), (JsonObject)body.DeepClone(), Ct);
                Assert.True(real.Status == 404, $"{login} POST {path}: {real.Status} {real.Text}");
                Assert.Equal(made.Text.Replace(Nobody, id), real.Text);
            }

            var switched = await stranger.PutAsync($"clients/{client}/gatekeeper", new() { ["open"] = false }, Ct);
            Assert.Equal((404, "client.unknown"), (switched.Status, switched.Code));
        }
    }

    [Fact]
    public async Task Who_sees_a_request_without_the_role_to_decide_is_told_so()
    {
        var (_, request, grant) = await PrepareAsync();
        foreach (var login in new[] { "rachel", "diane", "ana" })
        {
            var reply = await api.World.Person(login).PostAsync(
                $"requests/{request}/approve", new() { ["otp"] = "123456" }, Ct);
            Assert.True(reply.Status == 403, $"{login}: {reply.Status} {reply.Text}");
        }

        var reply2 = await api.World.Person("rachel").PostAsync(
            $"grants/{grant}/revoke", new() { ["reason"] = "I only read" }, Ct);
        Assert.Equal(403, reply2.Status);
    }

    async Task<(string Client, string Request, string Grant)> PrepareAsync()
    {
        var (ana, elsa) = (api.World.Technician("ana"), api.World.Approver("elsa"));
        var known = (await elsa.GetAsync("requests?limit=200", Ct)).Must(200)["items"]!.AsArray()
            .FirstOrDefault(item => item!["reason"]!.GetValue<string>() == Canary && item["grant"] is not null);
        var request = known ?? await elsa.ApproveAsync(
            await ana.AskAsync("clinique", "clinique-dossiers", Ct, reason: Canary), Ct);
        return (
            api.World.Client("clinique"), request["id"]!.GetValue<string>(), request["grant"]!.GetValue<string>());
    }
}
