using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using AccessAudit.Scenarios.Stage;
using Xunit;

namespace AccessAudit.Scenarios.SignIn;

/// <summary>
/// A directory of Entra ID, posed by a test authority with its addresses and claims: the real one is tried to the
/// redirect only, since it lies outside.
/// </summary>
[Collection(SignInGroup.Name)]
public sealed class EntraTests(SignInWorld people)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_browser_is_led_to_the_directory_with_PKCE_and_state()
    {
        using var browser = new Browser();
        people.Directory.Asked.Clear();
        await SignInAsync(browser, _ => { });
        var asked = Assert.Single(people.Directory.Asked);
        Assert.Equal((TestAuthority.ClientId, "code", "S256"),
            (asked["client_id"], asked["response_type"], asked["code_challenge_method"]));
        Assert.Equal("query", asked.GetValueOrDefault("response_mode", "query"));
        Assert.Equal(people.World.Web + "/sign-in/4/callback", asked["redirect_uri"]);
        Assert.True(asked["state"].Length > 20 && asked["nonce"].Length > 20);
        Assert.Equal("openid", asked["scope"]);
    }

    [Fact]
    public async Task The_directorys_object_id_says_who_it_is()
    {
        using var browser = new Browser();
        await SignInAsync(browser, _ => { });
        Assert.Equal(people.World.Web + "/me", browser.At.ToString());
        Assert.NotNull(browser.Cookie(people.World.Web, "accessaudit"));

        using var pairwise = new Browser();
        await SignInAsync(pairwise, claims =>
        {
            claims["sub"] = "s-enzo";
            claims["oid"] = "another";
        });
        Assert.Equal("/sign-in?problem=unknown", pairwise.At.PathAndQuery);
    }

    [Fact]
    public async Task Another_directorys_token_opens_nothing()
    {
        using var browser = new Browser();
        await SignInAsync(browser, claims =>
        {
            claims["tid"] = Guid.Empty.ToString();
            claims["iss"] = people.Directory.Issuer.Replace(SignInWorld.Tenant, Guid.Empty.ToString());
        });
        Assert.Equal("/sign-in?problem=failed", browser.At.PathAndQuery);
    }

    [Fact]
    public async Task At_the_API_its_access_token_is_believed_and_its_ID_token_is_not()
    {
        JsonObject claims = new()
        {
            ["iss"] = people.Directory.Issuer,
            ["aud"] = TestAuthority.ClientId,
            ["sub"] = "pairwise",
            ["oid"] = "s-enzo",
            ["tid"] = SignInWorld.Tenant,
        };
        Assert.Equal(401, await StatusAsync((JsonObject)claims.DeepClone()));
        claims["scp"] = "access";
        Assert.Equal(200, await StatusAsync((JsonObject)claims.DeepClone()));
        claims["iss"] = people.Directory.Issuer.Replace(SignInWorld.Tenant, Guid.Empty.ToString());
        Assert.Equal(401, await StatusAsync(claims));
    }

    async Task SignInAsync(Browser browser, Action<JsonObject> more)
    {
        people.Directory.Bent = new()
        {
            Claims = claims =>
            {
                claims["sub"] = "pairwise-" + Guid.NewGuid().ToString("N");
                claims["oid"] = "s-enzo";
                claims["tid"] = SignInWorld.Tenant;
                claims["ver"] = "2.0";
                more(claims);
            },
        };
        try
        {
            await people.SignInAsync(browser, people.Directory, "enzo", Ct);
        }
        finally
        {
            people.Directory.Bent = null;
        }
    }

    async Task<int> StatusAsync(JsonObject claims)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(people.World.Web + "/api/v1/me"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", people.Directory.Sign(claims));
        using var answer = await http.SendAsync(request, Ct);
        return (int)answer.StatusCode;
    }
}
