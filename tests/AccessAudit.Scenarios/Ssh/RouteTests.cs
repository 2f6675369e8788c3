using System.Text;
using System.Text.Json.Nodes;
using AccessAudit.Scenarios.Stage;
using Xunit;

namespace AccessAudit.Scenarios.Ssh;

/// <summary>
/// Every route that the API describes of itself, with the ids of one client's request, grant and recorded session,
/// called by everyone who has no business there: a route that is added is tried without being named here.
/// </summary>
[Collection(SshGroup.Name)]
public sealed class RouteTests(SharedHouse shared)
{
    const string Canary = "Xylophone drivers of the clinic";

    // The one call for anybody: which identity providers there are.
    const string ForAnybody = "/api/v1/sign-in";

    static readonly string[] Strangers = ["marc", "rita", "bruno"];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    SshHouse House => shared.House;

    [Fact]
    public async Task No_route_tells_a_stranger_anything_of_the_client_and_none_answers_without_a_token()
    {
        Tool.Needs("ssh", "sshd");
        var grant = await House.GrantAsync("tech12", "approver12", Ct, reason: Canary);
        var code = await House.World.Technician("tech12").CodeAsync(Ct);
        var ran = await House.SshAsync("tech12", "tech12+files", "echo xylophone", code);
        Assert.True(ran.Exit == 0, ran.Error);
        var session = await House.SessionAsync(grant, "sealed", Ct);
        var (client, request) = (House.World.Client("clinique"), grant["request"]!.GetValue<string>());
        var (person, proposal) = await PersonAndProposalAsync(client);
        string[] secrets = ["ylophone", client, request, session, grant["id"]!.GetValue<string>(), "tech12"];
        using var http = new HttpClient { BaseAddress = new Uri(House.World.Web) };
        var tried = 0;
        foreach (var route in await RoutesAsync(http))
        {
            var (method, template) = (route.Method, route.Template);
            var id = template.Contains("/sessions/") ? session : template.Contains("/grants/") ? secrets[4]
                : template.Contains("/people/") ? person : template.Contains("/proposals/") ? proposal : request;
            var path = template.Replace("{id}", id).Replace("{client}", client).Replace("{path}", "entries/000.p/1");
            using var nobody = new HttpRequestMessage(method, path);
            nobody.Content = route.Body(client);
            using var unsaid = await http.SendAsync(nobody, Ct);
            var without = template == ForAnybody ? 200 : 401;
            Assert.True((int)unsaid.StatusCode == without, $"{method} {path} without a token: {(int)unsaid.StatusCode}");
            foreach (var login in Strangers)
            {
                var reply = await House.World.Person(login).SendAsync(
                    method, path["/api/v1/".Length..], route.Body(client), null, Ct);
                Assert.True(reply.Status < 500, $"{login} {method} {path}: {reply.Status} {reply.Text}");
                Assert.True(
                    !template.Contains('{') || reply.Status is 403 or 404,
                    $"{login} {method} {path}: {reply.Status} {reply.Text}");
                foreach (var secret in reply.Status < 300 ? secrets : secrets[..1])
                {
                    Assert.DoesNotContain(secret, reply.Text);
                }

                tried++;
            }
        }

        Assert.True(tried >= 60, $"only {tried} calls");
        var still = (await House.World.Technician("tech12").GetAsync($"grants/{grant["id"]}", Ct)).Must(200);
        Assert.NotEqual("ended", still["state"]!.GetValue<string>());
    }

    /// <summary>Somebody of the client, and a proposal that waits there.</summary>
    async Task<(string Person, string Proposal)> PersonAndProposalAsync(string client)
    {
        var admin = House.World.Approver("approver12");
        var people = (await admin.GetAsync($"clients/{client}/people", Ct)).Must(200)["items"]!.AsArray();
        var contract = (await admin.GetAsync($"clients/{client}/contract", Ct)).Must(200);
        var file = JsonNode.Parse(contract["file"]!.GetValue<string>())!;
        file["client"]!["id"] = client;
        file["reference"] = "Xylophone amendment";
        var proposed = await admin.PostAsync(
            $"clients/{client}/proposals", new() { ["file"] = file.ToJsonString() }, Ct);
        return (
            people.Single(person => person!["login"]!.GetValue<string>() == "rachel")!["id"]!.GetValue<string>(),
            proposed.Must(201)["id"]!.GetValue<string>());
    }

    static async Task<IReadOnlyList<Route>> RoutesAsync(HttpClient http)
    {
        var described = JsonNode.Parse(await http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), Ct))!;
        var schemas = described["components"]!["schemas"]!;
        return [.. described["paths"]!.AsObject().Where(path => path.Key.StartsWith("/api/v1/", StringComparison.Ordinal))
            .SelectMany(path => path.Value!.AsObject().Select(operation => new Route(
                HttpMethod.Parse(operation.Key), path.Key,
                BodySchema(operation.Value!) is { } name ? schemas[name] : null)))];
    }

    static string? BodySchema(JsonNode operation) =>
        operation["requestBody"]?["content"]?["application/json"]?["schema"]?["$ref"]?.GetValue<string>().Split('/')[^1];

    sealed record Route(HttpMethod Method, string Template, JsonNode? Schema)
    {
        /// <summary>
        /// What the route describes as required, well-formed; nothing for one's own things, which end elsewhere.
        /// </summary>
        internal StringContent? Body(string client)
        {
            if (Method == HttpMethod.Get)
            {
                return null;
            }

            var body = new JsonObject();
            var required = Template.Contains("/me/") ? null : Schema?["required"]?.AsArray();
            foreach (var name in required?.Select(name => name!.GetValue<string>()) ?? [])
            {
                body[name] = name switch
                {
                    "client" => client,
                    "target" => "files",
                    "protocol" => "ssh",
                    "otp" => "123456",
                    "minutes" => 10,
                    "open" => false,
                    _ => "A sentence that says something",
                };
            }

            return new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }
    }
}
