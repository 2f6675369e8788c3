using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AccessAudit.World;

/// <summary>One person at the HTTP API, signed in like any script: a bearer token of the identity provider.</summary>
sealed class Api : IDisposable
{
    readonly HttpClient _http = new() { BaseAddress = new Uri(Place.Web + "/api/v1/") };

    /// <summary>The bearer token, for tools that act as this person.</summary>
    public string Token => _http.DefaultRequestHeaders.Authorization!.Parameter!;

    public static IdentityPlace Identity { get; } =
        new(Place.Identity + "/connect/token", "accessaudit-cli", "accessaudit offline_access");

    public static async Task<Api> AsAsync(string login, string password)
    {
        var api = new Api();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "password",
            ["client_id"] = Identity.ClientId,
            ["scope"] = Identity.Scope,
            ["username"] = login,
            ["password"] = password,
        });
        using var answer = await api._http.PostAsync(new Uri(Identity.TokenEndpoint), form);
        var token = (await ReadAsync(answer))["access_token"]!.GetValue<string>();
        api._http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return api;
    }

    public static Task<Api> AsAsync(WorldPerson person) => AsAsync(person.Login, person.Password);

    public async Task<JsonNode> GetAsync(string path)
    {
        using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative));
        return await ReadAsync(answer);
    }

    public async Task<JsonNode> PostAsync(string path, JsonObject body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative))
        {
            Content = JsonContent.Create(body),
        };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        using var answer = await _http.SendAsync(request);
        return await ReadAsync(answer);
    }

    public void Dispose() => _http.Dispose();

    static async Task<JsonNode> ReadAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode)
        {
            throw new DemoException($"{answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri} "
                + $"answered {(int)answer.StatusCode}: {text}");
        }

        return JsonNode.Parse(text) ?? throw new JsonException("an empty answer");
    }
}
