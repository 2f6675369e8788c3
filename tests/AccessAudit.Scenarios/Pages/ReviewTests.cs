using System.Text.RegularExpressions;
using AccessAudit.Ledger.Format;
using AccessAudit.Scenarios.Ssh;
using AccessAudit.Scenarios.Stage;
using Xunit;

namespace AccessAudit.Scenarios.Pages;

/// <summary>The reviewer's pages by each role, after a real session: what each may read, and nothing more.</summary>
[Collection(SshGroup.Name)]
public sealed partial class ReviewTests(SharedHouse shared)
{
    const string Reason = "Quokka importer fails since Monday";
    const string Secret = "/srv/quokka/patients.csv";

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static Played? _played;

    SshHouse House => shared.House;

    World World => House.World;

    sealed record Played(string Session, string Request, string Client);

    [Fact]
    public async Task A_reviewer_reads_the_story_with_its_proofs_and_the_look_is_on_record()
    {
        var played = await PlayAsync();
        using var rachel = await Visitor.ComesAsync(World, "rachel", Ct);
        var page = await EventuallyAsync(rachel, $"/sessions/{played.Session}", "Recording sealed");

        Assert.Contains(Reason, page, StringComparison.Ordinal);
        Assert.Contains($"cat {Secret}", page, StringComparison.Ordinal);
        Assert.Matches("ended with code 1", page);
        Assert.Contains("Request by tech13", page, StringComparison.Ordinal);
        Assert.Contains("Approval by approver13", page, StringComparison.Ordinal);
        Assert.Equal(
            ["Before", "Opening", "During", "End"],
            Regex.Matches(page, @"<li class=""phase"">(\w+)").Select(phase => phase.Groups[1].Value).Take(4));
        Assert.Contains("not observed by the gateway", page, StringComparison.Ordinal);
        Assert.Contains($"accessaudit replay session-{played.Session}.zip", page, StringComparison.Ordinal);
        var own = Regex.Match(page, @"Your look at this stands in the log: <a class=""index"" href=""(/log/[^""]+)""");
        Assert.True(own.Success, page);
        Assert.Contains("audit.searched", await rachel.ReadAsync(own.Groups[1].Value, Ct), StringComparison.Ordinal);

        // Forward from a line of the story, and a mark that is none.
        var middle = Regex.Match(page, @"href=""/log/\w+/(\d+)""[^>]*>[^<]*</a>\s*<time").Groups[1].Value;
        var rest = await rachel.ReadAsync($"/sessions/{played.Session}?cursor={middle}", Ct);
        Assert.DoesNotContain("Request by tech13", rest, StringComparison.Ordinal);
        Assert.Contains("Approval by approver13", rest, StringComparison.Ordinal);
        Assert.Contains("From the beginning", rest, StringComparison.Ordinal);
        var lost = await rachel.ReadAsync($"/sessions/{played.Session}?cursor=x", Ct, status: 400);
        Assert.Contains("role=\"alert\"", lost, StringComparison.Ordinal);

        using var french = await Visitor.ComesAsync(World, "rachel", Ct, "fr");
        var told = await french.ReadAsync($"/sessions/{played.Session}", Ct);
        Assert.Contains("Ce qui s’est passé", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tech13", true, true)] // whose session it was
    [InlineData("approver13", false, true)]
    [InlineData("sonia", false, false)]
    public async Task Others_who_may_see_the_session_see_no_more_than_the_API_tells_them(
        string login, bool content, bool reason)
    {
        var played = await PlayAsync();
        using var visitor = await Visitor.ComesAsync(World, login, Ct);
        var page = content
            ? await EventuallyAsync(visitor, $"/sessions/{played.Session}", Secret)
            : await visitor.ReadAsync($"/sessions/{played.Session}", Ct);
        Assert.Contains("Granted and done", page, StringComparison.Ordinal);
        Assert.Equal(content, page.Contains(Secret, StringComparison.Ordinal));
        Assert.Equal(reason, page.Contains("uokka importer", StringComparison.Ordinal));
        Assert.DoesNotContain("Recording handed to", page, StringComparison.Ordinal);
        Assert.DoesNotContain($"action=\"/sessions/{played.Session}/recording\"", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rita")]
    [InlineData("marc")]
    [InlineData("bruno")]
    [InlineData("tech14")]
    [InlineData("sonia", false)]
    public async Task For_strangers_there_are_no_such_pages(string login, bool sessionToo = true)
    {
        var played = await PlayAsync();
        using var visitor = await Visitor.ComesAsync(World, login, Ct);
        foreach (var path in new[]
        {
            $"/sessions/{played.Session}", $"/log/{played.Client}/0", $"/log/{played.Client}/0/envelope.json",
        }.Skip(sessionToo ? 0 : 1))
        {
            var page = await visitor.OpenAsync(path, Ct);
            Assert.Equal(404, page.Status);
            Assert.DoesNotContain("uokka", page.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_recording_is_handed_out_for_a_purpose_that_the_story_tells()
    {
        var played = await PlayAsync();
        using var rachel = await Visitor.ComesAsync(World, "rachel", Ct);
        var form = await rachel.OpenAsync($"/sessions/{played.Session}", Ct);
        var action = $"/sessions/{played.Session}/recording";
        var without = await rachel.SendAsync(form, action, Ct, ("purpose", " "));
        Assert.Contains("State a purpose", without.Text, StringComparison.Ordinal);

        var zip = await rachel.SendAsync(form, action, Ct, ("purpose", "weekly review"));
        Assert.Equal((200, "application/zip"), (zip.Status, zip.Type));
        Assert.StartsWith("PK", zip.Text, StringComparison.Ordinal);
        var page = await EventuallyAsync(rachel, $"/sessions/{played.Session}", "Recording handed to rachel");
        Assert.Contains("weekly review", page, StringComparison.Ordinal);

        using var approver = await Visitor.ComesAsync(World, "approver13", Ct);
        var mine = await approver.OpenAsync("/me", Ct);
        var stolen = mine with { Text = form.Text.Replace(Token(form.Text), Token(mine.Text), StringComparison.Ordinal) };
        var refused = await approver.SendAsync(stolen, action, Ct, ("purpose", "curious"));
        Assert.Equal(404, refused.Status);
    }

    [Fact]
    public async Task A_form_without_its_token_hands_out_nothing()
    {
        var played = await PlayAsync();
        using var rachel = await Visitor.ComesAsync(World, "rachel", Ct);
        var form = await rachel.OpenAsync($"/sessions/{played.Session}", Ct);
        var forged = form with { Text = form.Text.Replace(Token(form.Text), "forged", StringComparison.Ordinal) };
        var reply = await rachel.SendAsync(forged, $"/sessions/{played.Session}/recording", Ct, ("purpose", "forged post"));
        Assert.Equal(400, reply.Status);
    }

    [Fact]
    public async Task Who_touched_what_is_answered_with_people_systems_acts_and_what_it_does_not_say()
    {
        var played = await PlayAsync();
        using var rachel = await Visitor.ComesAsync(World, "rachel", Ct);
        var page = await EventuallyAsync(rachel, "/who?what=data:dossiers&q=quokka", Secret);

        Assert.Contains("1 person", page, StringComparison.Ordinal);
        var cell = Regex.Match(
            page, @"href=""(/who\?[^""]*by=[^""]+)#acts""[^>]*aria-label=""tech13, [^""]*, object named, 1 session""");
        Assert.True(cell.Success, page);
        Assert.Contains("What this answer does not say", page, StringComparison.Ordinal);
        Assert.Contains($"href=\"/sessions/{played.Session}\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("content seen", page, StringComparison.OrdinalIgnoreCase);
        var open = await rachel.ReadAsync(cell.Groups[1].Value, Ct);
        Assert.Contains("aria-current=\"true\"", open, StringComparison.Ordinal);
        Assert.Contains(Secret, open, StringComparison.Ordinal);

        // The matrix stands beside whatever cell is named: that is what the look is on record for.
        var wide = await rachel.ReadAsync("/who?q=quokka&by=p-nobody&on=nothing", Ct);
        var look = Regex.Match(wide, @"Your look at this stands in the log: <a class=""index"" href=""(/log/[^""]+)""");
        Assert.Contains(
            "q=quokka from=", await rachel.ReadAsync(look.Groups[1].Value, Ct), StringComparison.Ordinal);
        await EventuallyAsync(rachel, "/who", "Complete for what is written");
        var nobody = await rachel.ReadAsync("/who?from=2020-01-01&to=2020-01-02", Ct);
        Assert.Contains("Nobody, in what the log holds", nobody, StringComparison.Ordinal);
        var nonsense = await rachel.ReadAsync("/who?from=nonsense&what=data:&by=%27&on=%00&cursor=1", Ct);
        Assert.Contains("<h1", nonsense, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("approver13")]
    [InlineData("tech13")]
    [InlineData("sonia")]
    public async Task Only_reviewers_search(string login)
    {
        using var visitor = await Visitor.ComesAsync(World, login, Ct);
        await visitor.ReadAsync("/who", Ct, status: 404);
    }

    [Fact]
    public async Task The_proof_shows_the_very_head_and_key_that_the_client_copies()
    {
        var played = await PlayAsync();
        foreach (var login in new[] { "rachel", "approver13" })
        {
            using var visitor = await Visitor.ComesAsync(World, login, Ct);
            var page = await visitor.ReadAsync("/proof", Ct);
            var key = (await World.Reviewer("rachel").BytesAsync($"clients/{played.Client}/log/log.vkey", Ct))!;
            var line = System.Text.Encoding.UTF8.GetString(key).TrimEnd('\n');
            Assert.Contains(string.Join(' ', line.Chunk(4).Select(four => new string(four))), page, StringComparison.Ordinal);
            Assert.Contains($"--key '{line}'", page, StringComparison.Ordinal);
            Assert.Contains($"accessaudit fetch {World.Web}/api/v1/clients/{played.Client}/log/", page, StringComparison.Ordinal);
            Assert.DoesNotContain(" style=", page, StringComparison.Ordinal);
            Assert.Contains("rewrite the past", await visitor.ReadAsync("/limits", Ct), StringComparison.Ordinal);
        }

        foreach (var login in new[] { "tech13", "sonia" })
        {
            using var visitor = await Visitor.ComesAsync(World, login, Ct);
            await visitor.ReadAsync("/proof", Ct, status: 404);
        }
    }

    [Fact]
    public async Task An_entry_shows_its_bytes_to_the_client_and_its_texts_only_to_whoever_may_search()
    {
        var played = await PlayAsync();
        var found = await World.Reviewer("rachel").GetAsync("search?q=quokka&action=session.command", Ct);
        var hit = found.Must(200)["items"]![0]!;
        var path = $"/log/{played.Client}/{hit["logIndex"]}";
        using var rachel = await Visitor.ComesAsync(World, "rachel", Ct);
        using var approver = await Visitor.ComesAsync(World, "approver13", Ct);
        var full = await rachel.ReadAsync(path, Ct);
        var bare = await approver.ReadAsync(path, Ct);

        Assert.Contains(Secret, full, StringComparison.Ordinal);
        Assert.Contains("its digest is in the signed entry", full, StringComparison.Ordinal);
        Assert.DoesNotContain("uokka", bare, StringComparison.Ordinal);
        Assert.DoesNotContain("tech13", bare, StringComparison.Ordinal);
        Assert.Contains("1 text belongs to this entry", bare, StringComparison.Ordinal);
        foreach (var page in new[] { full, bare })
        {
            Assert.Contains("session.command", page, StringComparison.Ordinal);
            Assert.Contains("recomputed from the bytes, equal", page, StringComparison.Ordinal);
            Assert.Contains($"href=\"/sessions/{played.Session}\"", page, StringComparison.Ordinal);
        }

        var envelope = await approver.OpenAsync(path + "/envelope.json", Ct);
        var leaf = MerkleTree.LeafHash(System.Text.Encoding.UTF8.GetBytes(envelope.Text)).ToHex();
        Assert.Equal(hit["leafHash"]!.GetValue<string>(), leaf);
        await rachel.ReadAsync($"/log/{played.Client}/99999999", Ct, status: 404);
        await rachel.ReadAsync($"/log/{World.Client("mairie")}/0", Ct, status: 404);
    }

    [Fact]
    public async Task A_running_session_is_stopped_from_its_page_by_whoever_may()
    {
        Tool.Needs("ssh", "sshd");
        await House.KeyAsync("tech14", Ct);
        var grant = await House.GrantAsync("tech14", "approver14", Ct);
        var (ssh, session) = await House.StartWaitingAsync("tech14", grant, Ct);
        await using var running = ssh;
        using var rachel = await Visitor.ComesAsync(World, "rachel", Ct);
        Assert.DoesNotContain("Stop this session", await rachel.ReadAsync($"/sessions/{session}", Ct), StringComparison.Ordinal);

        using var approver = await Visitor.ComesAsync(World, "approver14", Ct);
        var page = await approver.OpenAsync($"/sessions/{session}", Ct);
        Assert.Contains("Stop this session", page.Text, StringComparison.Ordinal);
        var stopped = await approver.SendFormAsync(page, "stop", Ct);
        Assert.Equal(200, stopped.Status);
        await House.SessionAsync(grant, "sealed", Ct);
    }

    // One session for all tests of this class: a file is named, and a second network path is refused.
    async Task<Played> PlayAsync()
    {
        Tool.Needs("ssh", "sshd");
        if (_played is null)
        {
            await House.KeyAsync("tech13", Ct);
            var grant = await House.GrantAsync("tech13", "approver13", Ct, reason: Reason);
            var code = await World.Technician("tech13").CodeAsync(Ct);
            await House.SshAsync("tech13", "tech13+files", $"cat {Secret}", code);
            _played = new(
                await House.SessionAsync(grant, "sealed", Ct), grant["request"]!.GetValue<string>(), World.Client("clinique"));
        }

        return _played;
    }

    static async Task<string> EventuallyAsync(Visitor visitor, string path, string text) => await Eventually.GetAsync(
        async () => await visitor.ReadAsync(path, Ct) is { } page && page.Contains(text, StringComparison.Ordinal)
            ? page
            : null,
        Ct);

    static string Token(string page) => Antiforgery().Match(page).Groups[1].Value;

    [GeneratedRegex(@"name=""__RequestVerificationToken"" value=""([^""]+)""")]
    private static partial Regex Antiforgery();
}
