using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using AccessAudit.Scenarios.Stage;
using Xunit;

namespace AccessAudit.Scenarios.SignIn;

/// <summary>
/// An authority with a role claim takes away what the contract gives, and adds nothing. By the contract Nora approves and
/// reviews.
/// </summary>
[Collection(SignInGroup.Name)]
public sealed class NarrowedRoleTests(SignInWorld people)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("approver reviewer", "approver reviewer")]
    [InlineData("reviewer", "reviewer")]
    [InlineData("reviewer client-admin provider-admin technician", "reviewer")]
    [InlineData("client-admin", "")]
    [InlineData("", "")]
    public async Task At_the_API_a_token_leaves_the_roles_that_both_give(string claimed, string left)
    {
        var me = await SendAsync(HttpMethod.Get, "me", claimed);
        Assert.Equal(left, string.Join(' ', me.Must(200)["roles"]!.AsArray().Select(role => role!.GetValue<string>())));
    }

    [Fact]
    public async Task A_desk_decides_by_the_narrowed_roles_although_it_reads_the_person_anew()
    {
        var request = await people.World.Technician("ana").AskAsync("clinique", "clinique-dossiers", Ct);
        var refuse = $"requests/{request["id"]}/refuse";
        var no = await SendAsync(HttpMethod.Post, refuse, "reviewer", """{"reason": "Not on a Tuesday"}""");
        Assert.Equal((403, "role.may_not_decide"), (no.Status, no.Code));
        var yes = await SendAsync(HttpMethod.Post, refuse, "approver", """{"reason": "Not on a Tuesday"}""");
        Assert.Equal(200, yes.Status);
    }

    [Theory]
    [InlineData("reviewer", true, false)]
    [InlineData("approver", false, true)]
    [InlineData("client-admin", false, false)]
    public async Task A_browser_acts_with_the_roles_of_its_sign_in(string claimed, bool reviews, bool approves)
    {
        using var browser = new Browser();
        people.Narrowing.Bent = new() { Claims = claims => claims["roles"] = Roles(claimed) };
        try
        {
            var page = await people.SignInAsync(browser, people.Narrowing, "nora", Ct);
            var head = page.Text[page.Text.IndexOf("class=\"head\"", StringComparison.Ordinal)..][..1_500];
            Assert.Equal(reviews, head.Contains("reviewer", StringComparison.OrdinalIgnoreCase));
            Assert.Equal(approves, head.Contains("approver", StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotContain("admin", head, StringComparison.OrdinalIgnoreCase);
        }
        finally
        {
            people.Narrowing.Bent = null;
        }
    }

    async Task<Reply> SendAsync(HttpMethod method, string path, string claimed, string? body = null)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, new Uri($"{people.World.Web}/api/v1/{path}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", people.Narrowing.Sign(
            new JsonObject
            {
                ["iss"] = people.Narrowing.Issuer,
                ["aud"] = "accessaudit",
                ["sub"] = "s-nora",
                ["roles"] = Roles(claimed),
            },
            "at+jwt"));
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await http.SendAsync(request, Ct);
        return await Reply.OfAsync(answer, Ct);
    }

    static JsonArray Roles(string claimed) =>
        [.. claimed.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(role => JsonValue.Create(role))];
}
