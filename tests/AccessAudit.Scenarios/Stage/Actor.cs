using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace AccessAudit.Scenarios.Stage;

/// <summary>One person at the API, signed in like any script, with a phone for codes.</summary>
sealed class Actor(World world, Player player) : IDisposable
{
    readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    string? _token;
    Phone? _phone;

    internal string Login => player.Login;

    internal string? ClientKey => player.Client;

    internal string[] Roles => player.Roles;

    /// <summary>The secret behind this person's codes, once enrolled.</summary>
    internal string? TotpSecret { get; private set; }

    internal async Task<string> TokenAsync(CancellationToken ct)
    {
        if (_token is null)
        {
            using var form = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "password",
                ["client_id"] = "accessaudit-cli",
                ["scope"] = "accessaudit offline_access",
                ["username"] = Login,
                ["password"] = world.Password(Login),
            });
            using var answer = await _http.PostAsync(new Uri(world.Issuer + "connect/token"), form, ct);
            _token = (await Reply.OfAsync(answer, ct)).Must(200)["access_token"]!.GetValue<string>();
        }

        return _token;
    }

    /// <summary>Enrols an authenticator the first time, and gives the next code.</summary>
    internal async Task<string> CodeAsync(CancellationToken ct) => await (await PhoneAsync(ct)).NextAsync(ct);

    internal async Task<Phone> PhoneAsync(CancellationToken ct)
    {
        if (_phone is null)
        {
            var begun = (await PostAsync("me/authenticator", [], ct)).Must(201);
            TotpSecret = begun["secret"]!.GetValue<string>();
            var phone = new Phone(TotpSecret);
            (await PostAsync("me/authenticator/confirm", new() { ["code"] = await phone.NextAsync(ct) }, ct)).Must(200);
            _phone = phone;
        }

        return _phone;
    }

    internal Task<Reply> GetAsync(string path, CancellationToken ct) => SendAsync(HttpMethod.Get, path, null, null, ct);

    /// <param name="key">The <c>Idempotency-Key</c>; absent = one of its own.</param>
    /// <param name="at">Another gateway's address than the world's first.</param>
    internal Task<Reply> PostAsync(
        string path, JsonObject body, CancellationToken ct, string? key = null, string? at = null) =>
        SendAsync(HttpMethod.Post, path, Json(body.ToJsonString()), key ?? Guid.NewGuid().ToString("N"), ct, at);

    internal Task<Reply> PutAsync(string path, JsonObject body, CancellationToken ct) =>
        SendAsync(HttpMethod.Put, path, Json(body.ToJsonString()), null, ct);

    internal async Task<Reply> SendAsync(
        HttpMethod method, string path, HttpContent? body, string? key, CancellationToken ct, string? at = null)
    {
        using var request = new HttpRequestMessage(method, new Uri($"{at ?? world.Web}/api/v1/{path}"));
        request.Content = body;
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(ct));
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using var answer = await _http.SendAsync(request, ct);
        return await Reply.OfAsync(answer, ct);
    }

    internal async Task<byte[]?> BytesAsync(string path, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{world.Web}/api/v1/{path}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(ct));
        using var answer = await _http.SendAsync(request, ct);
        return answer.IsSuccessStatusCode ? await answer.Content.ReadAsByteArrayAsync(ct) : null;
    }

    /// <summary>Asks for access and returns the request.</summary>
    internal async Task<JsonNode> AskAsync(
        string client, string target, CancellationToken ct, string account = "maint", string? reason = null,
        int minutes = 30, DateTimeOffset? from = null, string? at = null) =>
        (await PostAsync("requests", new()
        {
            ["client"] = world.Client(client),
            ["target"] = target,
            ["account"] = account,
            ["protocol"] = "ssh",
            ["reason"] = reason ?? "Replace the failed disk of the array",
            ["minutes"] = minutes,
            ["from"] = from?.ToString("O"),
        }, ct, at: at)).Must(201);

    /// <summary>Approves with a code and returns the request, whose grant exists then.</summary>
    internal async Task<JsonNode> ApproveAsync(JsonNode request, CancellationToken ct) =>
        (await PostAsync($"requests/{request["id"]}/approve", new() { ["otp"] = await CodeAsync(ct) }, ct)).Must(200);

    public void Dispose() => _http.Dispose();

    static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
