using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AccessAudit.Scenarios.Stage;
using Xunit;

namespace AccessAudit.Scenarios.Pages;

/// <summary>Forms sent twice, late, by others, from elsewhere, or full of markup: each decides once or not at all.</summary>
[Collection(PagesGroup.Name)]
public sealed partial class HostileFormTests(PagesHouse house)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_double_tap_approves_once_and_both_lead_to_the_same_page()
    {
        var request = await AskAsync("tom");
        using var approver = await house.BrowserAsync("approver4", Ct);
        var form = Fields(await approver.OpenAsync(Address(request, "/decide"), Ct));
        form["otp"] = await house.World.Person("approver4").CodeAsync(Ct);

        var taps = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => approver.StepAsync(
            HttpMethod.Post, new Uri(Address(request, "/decide")), form, Ct)));

        Assert.All(taps, tap => Assert.Equal((302, Address(request)), (tap.Status, Absolute(tap))));
        var decided = (await house.World.Technician("tom").GetAsync($"requests/{request["id"]}", Ct)).Must(200);
        Assert.Single(decided["decisions"]!.AsArray());
        Assert.Equal("approved", decided["state"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_form_of_a_request_that_was_taken_back_meanwhile_says_so_and_opens_nothing()
    {
        var request = await AskAsync("tom");
        using var approver = await house.BrowserAsync("approver4", Ct);
        var form = Fields(await approver.OpenAsync(Address(request, "/decide"), Ct));
        (await house.World.Technician("tom").PostAsync($"requests/{request["id"]}/withdraw", [], Ct)).Must(200);

        form["otp"] = await house.World.Person("approver4").CodeAsync(Ct);
        var late = await approver.StepAsync(HttpMethod.Post, new Uri(Address(request, "/decide")), form, Ct);
        Assert.Equal(200, late.Status);
        Assert.Contains("role=\"alert\"", late.Text);
        Assert.Null((await house.World.Technician("tom").GetAsync($"requests/{request["id"]}", Ct)).Must(200)["grant"]);
    }

    [Fact]
    public async Task Of_two_tabs_the_second_decision_changes_nothing()
    {
        var request = await AskAsync("tom");
        using var approver = await house.BrowserAsync("approver4", Ct);
        var approve = Fields(await approver.OpenAsync(Address(request, "/decide"), Ct));
        var refuse = Fields(await approver.OpenAsync(Address(request, "/refuse"), Ct));
        refuse["text"] = "not during the closing of the year";
        var first = await approver.StepAsync(HttpMethod.Post, new Uri(Address(request, "/refuse")), refuse, Ct);
        Assert.Equal((302, Address(request)), (first.Status, Absolute(first)));

        approve["otp"] = await house.World.Person("approver4").CodeAsync(Ct);
        var second = await approver.StepAsync(HttpMethod.Post, new Uri(Address(request, "/decide")), approve, Ct);
        Assert.Contains("role=\"alert\"", second.Text);
        Assert.Equal("refused", await StateAsync(request));
    }

    [Fact]
    public async Task A_form_that_was_gone_back_to_and_changed_is_another_act()
    {
        Tool.Needs("ssh", "sshd");
        using var asker = await house.BrowserAsync("tom", Ct);
        var address = house.World.Web + "/access/new?target=files";
        var form = Fields(await asker.OpenAsync(address, Ct));
        form["account"] = TargetServer.Account;
        form["minutes"] = "30";
        var reasons = new[] { "Replace the disk that failed last night", "Look why the night's copy is late" };
        foreach (var reason in reasons.Append(reasons[0]))
        {
            form["reason"] = reason;
            Assert.Equal(302, (await asker.StepAsync(HttpMethod.Post, new Uri(address), form, Ct)).Status);
        }

        var asked = (await house.World.Technician("tom").GetAsync("requests?limit=200", Ct)).Must(200)["items"]!.AsArray();
        Assert.All(reasons, reason => Assert.Single(asked, one => one!["reason"]!.GetValue<string>() == reason));
    }

    [Fact]
    public async Task A_double_tap_on_the_first_code_still_shows_the_recovery_codes()
    {
        using var browser = await house.BrowserAsync("approver7", Ct);
        var page = await browser.SubmitNamedAsync(await browser.OpenAsync(house.World.Web + "/enrol", Ct), "begin", Ct);
        var secret = Regex.Match(page.Text, "class=\"key\"[^>]*><code>([^<]*)").Groups[1].Value;
        var form = Fields(page);
        form["otp"] = await new Phone(string.Concat(secret.Where(char.IsAsciiLetterOrDigit))).NextAsync(Ct);

        var taps = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => browser.StepAsync(
            HttpMethod.Post, new Uri(house.World.Web + "/enrol"), form, Ct)));

        var shown = taps.Select(tap => string.Join(
            ' ', Regex.Matches(tap.Text, "[A-Z2-7]{4}(-[A-Z2-7]{4}){3}").Select(code => code.Value))).Distinct();
        Assert.Equal(8, Assert.Single(shown).Split(' ').Length);
    }

    [Fact]
    public async Task A_contract_file_of_half_a_mebibyte_fits_its_form_and_no_other()
    {
        using var admin = await house.BrowserAsync("approver4", Ct);
        var address = $"{house.World.Web}/setup/{house.World.Client("clinique")}/propose?what=file";
        var form = Fields(await admin.OpenAsync(address, Ct), null);
        form["what"] = "file";
        form["file"] = "{" + new string(' ', 500_000) + "}";
        var told = await admin.StepAsync(HttpMethod.Post, new Uri(address), form, Ct);
        Assert.Equal(200, told.Status);
        Assert.Contains("role=\"alert\"", told.Text);

        using var nobody = new Browser();
        Assert.Equal(401, (await nobody.StepAsync(HttpMethod.Post, new Uri(address), form, Ct)).Status);
        var elsewhere = await admin.StepAsync(HttpMethod.Post, new Uri(house.World.Web + "/me"), form, Ct);
        Assert.True(elsewhere.Status is 400 or 413, $"{elsewhere.Status}");
    }

    [Fact]
    public async Task A_form_without_its_token_or_with_another_persons_is_refused()
    {
        var request = await AskAsync("tom");
        using var approver = await house.BrowserAsync("approver4", Ct);
        using var other = await house.BrowserAsync("approver5", Ct);
        var form = Fields(await approver.OpenAsync(Address(request, "/refuse"), Ct));
        form["text"] = "a reason nobody gave";
        var foreign = Fields(await other.OpenAsync(Address(request, "/refuse"), Ct));

        foreach (var token in new[] { null, "CfDJ8", foreign["__RequestVerificationToken"] })
        {
            var forged = form.Where(field => field.Key != "__RequestVerificationToken").ToDictionary();
            if (token is not null)
            {
                forged["__RequestVerificationToken"] = token;
            }

            var answer = await approver.StepAsync(HttpMethod.Post, new Uri(Address(request, "/refuse")), forged, Ct);
            Assert.Equal(400, answer.Status);
            Assert.Contains("<h1>", answer.Text);
        }

        Assert.Equal("pending", await StateAsync(request));
    }

    [Fact]
    public async Task Whose_client_it_is_not_sees_no_request_and_can_send_none_of_its_forms()
    {
        var request = await AskAsync("tom");
        using var approver = await house.BrowserAsync("approver4", Ct);
        using var stranger = await house.BrowserAsync("marc", Ct);
        using var nobody = new Browser();
        var form = Fields(await approver.OpenAsync(Address(request, "/refuse"), Ct));
        form["text"] = "a reason from elsewhere";
        form["__RequestVerificationToken"] =
            Fields(await stranger.OpenAsync(house.World.Web + "/me", Ct))["__RequestVerificationToken"];

        foreach (var page in new[] { "", "/decide", "/refuse", "/question" })
        {
            Assert.Equal(404, (await stranger.OpenAsync(Address(request, page), Ct)).Status);
            var turned = await nobody.StepAsync(HttpMethod.Get, new Uri(Address(request, page)), null, Ct);
            Assert.Equal(302, turned.Status);
            Assert.StartsWith("/sign-in", turned.Headers["Location"], StringComparison.Ordinal);
        }

        var sent = await stranger.StepAsync(HttpMethod.Post, new Uri(Address(request, "/refuse")), form, Ct);
        Assert.True(sent.Status is 400 or 404, $"{sent.Status}");
        Assert.Equal("pending", await StateAsync(request));
    }

    [Fact]
    public async Task Whoever_asked_cannot_approve_it_by_the_approvers_form()
    {
        var request = await AskAsync("tom");
        using var approver = await house.BrowserAsync("approver4", Ct);
        using var asker = await house.BrowserAsync("tom", Ct);
        var form = Fields(await approver.OpenAsync(Address(request, "/decide"), Ct));
        form["__RequestVerificationToken"] =
            Fields(await asker.OpenAsync(house.World.Web + "/me", Ct))["__RequestVerificationToken"];
        form["otp"] = await house.World.Person("tom").CodeAsync(Ct);
        var sent = await asker.StepAsync(HttpMethod.Post, new Uri(Address(request, "/decide")), form, Ct);
        Assert.NotEqual(302, sent.Status);
        Assert.Equal("pending", await StateAsync(request));
    }

    [Fact]
    public async Task Markup_in_what_people_write_is_shown_as_they_wrote_it()
    {
        const string Nasty = "<script>alert(1)</script><img src=x onerror=alert(2)>\" onfocus=\"alert(3)";
        var request = await AskAsync("tom", Nasty);
        using var approver = await house.BrowserAsync("approver4", Ct);
        foreach (var page in new[] { Address(request), Address(request, "/decide"), house.World.Web + "/requests" })
        {
            var shown = await approver.OpenAsync(page, Ct);
            Assert.DoesNotContain("<script>alert", shown.Text);
            Assert.DoesNotContain("<img src=x", shown.Text);
            Assert.DoesNotContain("\" onfocus=\"", shown.Text);
        }
    }

    [Fact]
    public async Task Every_page_tells_the_browser_to_trust_nothing_else()
    {
        using var approver = await house.BrowserAsync("approver4", Ct);
        foreach (var path in new[] { "/requests", "/me", "/nowhere", "/sign-in" })
        {
            var page = await approver.OpenAsync(house.World.Web + path, Ct);
            Assert.Equal(
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
                + "connect-src 'self'; manifest-src 'self'; base-uri 'self'; "
                + $"form-action 'self' {house.World.Issuer.TrimEnd('/')}; frame-ancestors 'none'",
                page.Headers["Content-Security-Policy"]);
            Assert.Equal("nosniff", page.Headers["X-Content-Type-Options"]);
            Assert.DoesNotContain(" style=", page.Text);
            Assert.DoesNotContain(" onclick=", page.Text);
        }
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("\\\\evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("javascript:alert(1)")]
    public async Task A_change_of_language_leads_nowhere_else(string back)
    {
        using var browser = await house.BrowserAsync("approver4", Ct);
        var form = Fields(await browser.OpenAsync(house.World.Web + "/me", Ct), "/preferences/language");
        form["language"] = "en";
        form["back"] = back;
        var answer = await browser.StepAsync(
            HttpMethod.Post, new Uri(house.World.Web + "/preferences/language"), form, Ct);
        Assert.Equal((302, "/"), (answer.Status, answer.Headers["Location"]));
    }

    Task<JsonNode> AskAsync(string technician, string? reason = null)
    {
        Tool.Needs("ssh", "sshd");
        return house.World.Technician(technician).AskAsync("clinique", "files", Ct, TargetServer.Account, reason);
    }

    async Task<string> StateAsync(JsonNode request) =>
        (await house.World.Technician("tom").GetAsync($"requests/{request["id"]}", Ct)).Must(200)["state"]!.GetValue<string>();

    string Address(JsonNode request, string more = "") => $"{house.World.Web}/requests/{request["id"]}{more}";

    string Absolute(Reply reply) => new Uri(new Uri(house.World.Web), reply.Headers["Location"]).ToString();

    /// <summary>What the page's form would send, as it was drawn: the one with this action, else the main one.</summary>
    static Dictionary<string, string> Fields(Reply page, string? action = null)
    {
        var form = Forms().Matches(page.Text).Select(match => match.Value).First(
            text => action is null ? text.Contains("name=\"__RequestVerificationToken\"", StringComparison.Ordinal)
                : text.Contains($"action=\"{action}\"", StringComparison.Ordinal));
        var fields = new Dictionary<string, string>();
        foreach (var input in Inputs().Matches(form).Select(match => match.Value))
        {
            var (name, value) = (Attribute(input, "name"), Attribute(input, "value"));
            if (name.Length > 0 && (!input.Contains("type=\"radio\"", StringComparison.Ordinal)
                || input.Contains(" checked", StringComparison.Ordinal)))
            {
                fields[name] = value;
            }
        }

        return fields;
    }

    static string Attribute(string tag, string name) =>
        System.Net.WebUtility.HtmlDecode(Regex.Match(tag, $"\\b{name}=\"([^\"]*)\"").Groups[1].Value);

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("<input[^>]*>")]
    private static partial Regex Inputs();
}
