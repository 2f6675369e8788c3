// OpenID Connect Discovery 1.0 section 4, RFC 8414 section 3 (device_authorization_endpoint is RFC 8628 section 4).
using System.Text.Json;
using System.Text.Json.Serialization;
using AccessAudit.Cli.Server;

namespace AccessAudit.Cli.SignIn;

/// <summary>An OpenID provider, as its discovery document describes it. It and its endpoints are on TLS or on loopback.</summary>
sealed class Provider : IDisposable
{
    readonly HttpClient _http;
    readonly Document _document;

    Provider(HttpClient http, Document document) => (_http, _document) = (http, document);

    public bool KnowsDevices => _document.DeviceAuthorizationEndpoint is not null;

    /// <exception cref="HttpRequestException">It does not answer, or with something else.</exception>
    public static async Task<Provider> DiscoverAsync(string issuer, CancellationToken ct)
    {
        if (!Uri.TryCreate(issuer, UriKind.Absolute, out var address) || !ServerAddress.IsSafe(address))
            throw new HttpRequestException($"{Texts.Safe(issuer)}: not a provider that is reached over TLS");
        var http = Wire.Client();
        try
        {
            var text = await http.GetStringAsync(
                new Uri($"{issuer.TrimEnd('/')}/.well-known/openid-configuration"), ct);
            var document = Wire.Read<Document>(text);
            if (document.Issuer.TrimEnd('/') != issuer.TrimEnd('/'))
                throw new HttpRequestException($"{Texts.Safe(issuer)}: calls itself {Texts.Safe(document.Issuer)}");
            return new Provider(http, document);
        }
        catch (JsonException malformed)
        {
            http.Dispose();
            throw new HttpRequestException($"{Texts.Safe(issuer)}: {malformed.Message}", malformed);
        }
        catch
        {
            http.Dispose();
            throw;
        }
    }

    /// <summary>RFC 8628 section 3.1.</summary>
    public Task<FormAnswer> AskDeviceAsync(IReadOnlyDictionary<string, string> form, CancellationToken ct) =>
        PostAsync(_document.DeviceAuthorizationEndpoint!, form, ct);

    /// <summary>RFC 6749 section 3.2.</summary>
    public Task<FormAnswer> AskTokenAsync(IReadOnlyDictionary<string, string> form, CancellationToken ct) =>
        PostAsync(_document.TokenEndpoint, form, ct);

    /// <summary>RFC 7009; false when the provider has no such endpoint.</summary>
    public async Task<bool> RevokeAsync(string clientId, string token, CancellationToken ct) =>
        _document.RevocationEndpoint is { } endpoint
        && (await PostAsync(endpoint, new Dictionary<string, string>
        {
            ["client_id"] = clientId,
            ["token"] = token,
            ["token_type_hint"] = "refresh_token",
        }, ct)).IsYes;

    public void Dispose() => _http.Dispose();

    async Task<FormAnswer> PostAsync(string endpoint, IReadOnlyDictionary<string, string> form, CancellationToken ct)
    {
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || !ServerAddress.IsSafe(address))
            throw new HttpRequestException($"{Texts.Safe(endpoint)}: not an endpoint that is reached over TLS");
        using var content = new FormUrlEncodedContent(form);
        using var answer = await _http.PostAsync(address, content, ct);
        return new FormAnswer(answer.StatusCode, await answer.Content.ReadAsStringAsync(ct));
    }

    sealed record Document(
        [property: JsonPropertyName("issuer")] string Issuer,
        [property: JsonPropertyName("token_endpoint")] string TokenEndpoint,
        [property: JsonPropertyName("device_authorization_endpoint")] string? DeviceAuthorizationEndpoint = null,
        [property: JsonPropertyName("revocation_endpoint")] string? RevocationEndpoint = null);
}
