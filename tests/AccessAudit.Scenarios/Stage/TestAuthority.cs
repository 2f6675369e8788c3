using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace AccessAudit.Scenarios.Stage;

/// <summary>
/// An OpenID provider that says whatever a test wants: it signs in <see cref="Subject"/> without asking anybody, and its
/// answers can be bent, to be refused.
/// </summary>
sealed class TestAuthority : IAsyncDisposable
{
    internal const string ClientId = "accessaudit-test";

    readonly WebApplication _app;
    readonly RSA _key = RSA.Create(2048);
    readonly RSA _nobodys = RSA.Create(2048);
    readonly ConcurrentDictionary<string, (string Nonce, string Challenge)> _codes = new();
    readonly string _path;

    TestAuthority(WebApplication app, string path) => (_app, _path) = (app, path);

    /// <summary>Of whom it vouches next.</summary>
    internal string Subject { get; set; } = "";

    /// <summary>What is wrong with its next answers; null = nothing.</summary>
    internal Bend? Bent { get; set; }

    /// <summary>The authorization requests it got, oldest first.</summary>
    internal ConcurrentQueue<IReadOnlyDictionary<string, string>> Asked { get; } = new();

    internal string Base => _app.Urls.First().Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    internal string Issuer => Base + _path;

    /// <param name="path">Where its issuer lies below its address, as at providers with many tenants.</param>
    internal static async Task<TestAuthority> StartAsync(string path = "")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var authority = new TestAuthority(app, path);
        app.MapGet(path + "/.well-known/openid-configuration", authority.Describe);
        app.MapGet(path + "/jwks", authority.Keys);
        app.MapGet(path + "/authorize", (Delegate)authority.Authorize);
        app.MapPost(path + "/token", (Delegate)authority.TokenAsync);
        await app.StartAsync();
        return authority;
    }

    /// <summary>A token by its key, valid for ten minutes.</summary>
    internal string Sign(JsonObject claims, string type = "JWT")
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        claims["iat"] ??= now;
        claims["nbf"] ??= now;
        claims["exp"] ??= now + 600;
        var algorithm = Bent?.Algorithm ?? "RS256";
        var header = new JsonObject { ["alg"] = algorithm, ["typ"] = type, ["kid"] = "test" };
        var text = $"{Encode(header)}.{Encode(claims)}";
        var bytes = Encoding.ASCII.GetBytes(text);
        var signature = algorithm switch
        {
            "none" => [],
            // The public key as an HMAC secret: the classic confusion.
            "HS256" => HMACSHA256.HashData(_key.ExportSubjectPublicKeyInfo(), bytes),
            _ => (Bent is { OtherKey: true } ? _nobodys : _key)
                .SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        };
        var end = Base64Url.EncodeToString(signature);
        return $"{text}.{(Bent?.Signature is { } bend ? bend(end) : end)}";
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
        _nobodys.Dispose();
    }

    IResult Describe() => Results.Json(new JsonObject
    {
        ["issuer"] = Bent?.MetadataIssuer ?? Issuer,
        ["authorization_endpoint"] = Issuer + "/authorize",
        ["token_endpoint"] = Issuer + "/token",
        ["jwks_uri"] = Issuer + "/jwks",
        ["response_types_supported"] = new JsonArray("code"),
        ["subject_types_supported"] = new JsonArray("public"),
        ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
    });

    IResult Keys()
    {
        var key = _key.ExportParameters(includePrivateParameters: false);
        return Results.Json(new JsonObject
        {
            ["keys"] = new JsonArray(new JsonObject
            {
                ["kty"] = "RSA",
                ["use"] = "sig",
                ["kid"] = "test",
                ["n"] = Base64Url.EncodeToString(key.Modulus),
                ["e"] = Base64Url.EncodeToString(key.Exponent),
            }),
        });
    }

    IResult Authorize(HttpContext http)
    {
        var asked = http.Request.Query.ToDictionary(one => one.Key, one => one.Value.ToString());
        Asked.Enqueue(asked);
        var code = Guid.NewGuid().ToString("N");
        _codes[code] = (asked["nonce"], asked["code_challenge"]);
        var answer = new Dictionary<string, string?>
        {
            ["code"] = code,
            ["state"] = Bent?.State is { } bend ? bend(asked["state"]) : asked["state"],
            ["iss"] = Bent?.AnswerIssuer ?? Issuer,
        };
        return Results.Redirect(QueryHelpers.AddQueryString(asked["redirect_uri"], answer));
    }

    async Task<IResult> TokenAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync();
        if (!_codes.TryRemove(form["code"].ToString(), out var code)
            || Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())))
                != code.Challenge)
        {
            return Results.Json(new JsonObject { ["error"] = "invalid_grant" }, statusCode: 400);
        }

        var claims = new JsonObject
        {
            ["iss"] = Issuer,
            ["aud"] = ClientId,
            ["sub"] = Subject,
            ["nonce"] = code.Nonce,
        };
        Bent?.Claims?.Invoke(claims);
        return Results.Json(new JsonObject
        {
            ["access_token"] = "not-used",
            ["token_type"] = "Bearer",
            ["expires_in"] = 600,
            ["id_token"] = Sign(claims),
        });
    }

    static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));

    /// <summary>One way in which a provider's answer is not what it should be, or says more than usual.</summary>
    internal sealed record Bend
    {
        internal Action<JsonObject>? Claims { get; init; }
        internal string? Algorithm { get; init; }
        internal Func<string, string>? Signature { get; init; }
        internal bool OtherKey { get; init; }
        internal Func<string, string>? State { get; init; }
        internal string? AnswerIssuer { get; init; }
        internal string? MetadataIssuer { get; init; }
    }
}
