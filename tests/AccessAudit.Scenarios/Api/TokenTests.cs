using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using AccessAudit.Scenarios.Stage;
using Xunit;

namespace AccessAudit.Scenarios.Api;

/// <summary>Only a token of a known authority, for us, by its key, of someone who is known at this moment.</summary>
[Collection(ApiGroup.Name)]
public sealed class TokenTests(ApiWorld api)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_that_is_not_the_authoritys_own_is_refused()
    {
        var real = await api.World.Technician("ana").TokenAsync(Ct);
        var (header, body, signature) = (real.Split('.')[0], real.Split('.')[1], real.Split('.')[2]);
        using var mine = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var claims = $$"""{"iss":"{{api.World.Issuer}}","aud":"accessaudit","sub":"s-ana","exp":{{Soon}}}""";
        string[] forged =
        [
            "",
            "garbage",
            "a.b.c",
            real + "x",
            $"{header}.{body}.",
            $"{Encode("""{"alg":"none","typ":"at+jwt"}""")}.{body}.",
            $"{Encode("""{"alg":"HS256","typ":"at+jwt"}""")}.{body}.{signature}",
            $"{header}.{Encode(claims)}.{signature}",
            Sign(mine, Encode("""{"alg":"ES256","typ":"at+jwt"}"""), Encode(claims)),
            Sign(mine, header, Encode(claims.Replace(api.World.Issuer, "https://elsewhere.example/"))),
            new string('a', 20_000),
        ];
        foreach (var token in forged)
        {
            Assert.Equal(401, await StatusAsync("Bearer", token));
        }

        Assert.Equal(401, await StatusAsync("Basic", real));
        Assert.Equal(200, await StatusAsync("Bearer", real));
    }

    [Fact]
    public async Task Whoever_a_new_contract_leaves_out_is_out_with_the_token_they_hold()
    {
        var farid = api.World.Approver("farid");
        (await farid.GetAsync("me", Ct)).Must(200);
        await api.World.ImportAsync(
            "clinique", Cast.Usual with { Players = [.. Cast.Usual.Players.Where(player => player.Login != "farid")] }, Ct);
        var reply = await farid.GetAsync("me", Ct);
        Assert.Equal((401, "call.unauthenticated"), (reply.Status, reply.Code));
    }

    static long Soon => DateTimeOffset.UtcNow.AddMinutes(10).ToUnixTimeSeconds();

    async Task<int> StatusAsync(string scheme, string token)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(api.World.Web + "/api/v1/me"));
        request.Headers.Authorization = new AuthenticationHeaderValue(scheme, token);
        using var answer = await http.SendAsync(request, Ct);
        return (int)answer.StatusCode;
    }

    static string Sign(ECDsa key, string header, string body) => $"{header}.{body}."
        + Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes($"{header}.{body}"), HashAlgorithmName.SHA256));

    static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
