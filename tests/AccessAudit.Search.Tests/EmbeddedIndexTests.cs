using AccessAudit.Search.Embedded;
using AccessAudit.Search.Index;
using Xunit;

namespace AccessAudit.Search.Tests;

public sealed class EmbeddedIndexTests : IDisposable
{
    static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("aa-search-");
    readonly EmbeddedIndex _index;

    public EmbeddedIndexTests() => _index = new EmbeddedIndex(Path.Combine(_folder.FullName, "search.db"));

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_touched_a_file_is_found_by_a_word_of_its_path_with_the_name_of_the_person_and_the_log_index()
    {
        await _index.AddAsync(
        [
            Bound(0, "p-ana", "Ana Lopes", "ana"),
            Asset(1, "t1", "paie", "salaires"),
            Command(2, "p-ana", "t1", "cat /srv/paie/novembre.csv"),
            Command(3, "p-ana", "t1", "uptime"),
        ], Ct);

        var page = await _index.SearchAsync(new AuditQuery { Client = "acme", Text = "novembre" }, Ct);

        var hit = Assert.Single(page.Items);
        Assert.Equal(2, hit.LogIndex);
        Assert.Equal("Ana Lopes", hit.Actor);
        Assert.Equal("Ana Lopes ran on paie: cat /srv/paie/novembre.csv", hit.Text);
        Assert.Contains("<mark>novembre</mark>", Assert.Single(hit.Highlights), StringComparison.Ordinal);
        Assert.Equal(4, page.CompleteUpTo);
    }

    [Theory]
    [InlineData("salaires", 1)]
    [InlineData("salaire", 0)]
    [InlineData("rh", 0)]
    public async Task A_data_class_finds_what_was_done_on_the_targets_that_hold_it(string dataClass, int found)
    {
        await _index.AddAsync([Asset(0, "t1", "paie", "contrats salaires"), Command(1, "p-ana", "t1", "ls")], Ct);

        var page = await _index.SearchAsync(
            new AuditQuery { Client = "acme", DataClass = dataClass, Action = "session" }, Ct);

        Assert.Equal(found, page.Items.Count);
    }

    [Fact]
    public async Task Another_clients_documents_never_appear()
    {
        await _index.AddAsync([Command(0, "p-ana", "t1", "cat secret")], Ct);

        Assert.Empty((await _index.SearchAsync(new AuditQuery { Client = "other", Text = "secret" }, Ct)).Items);
    }

    [Theory]
    [InlineData("\" OR 1=1")]
    [InlineData("NEAR(a b) -")]
    [InlineData("text:*")]
    [InlineData("'; DROP TABLE words;--")]
    public async Task Query_syntax_typed_by_a_reader_is_only_text(string hostile)
    {
        await _index.AddAsync([Command(0, "p-ana", "t1", "ls")], Ct);

        await _index.SearchAsync(new AuditQuery { Client = "acme", Text = hostile, Actor = "%", ObjectName = "_" }, Ct);

        Assert.Single((await _index.SearchAsync(new AuditQuery { Client = "acme", Text = "ls" }, Ct)).Items);
    }

    [Fact]
    public async Task Markup_in_a_command_is_shown_and_never_lives()
    {
        await _index.AddAsync([Command(0, "p-ana", "t1", "echo <img src=x onerror=alert(1)>")], Ct);

        var hit = Assert.Single((await _index.SearchAsync(new AuditQuery { Client = "acme", Text = "echo" }, Ct)).Items);

        Assert.DoesNotContain("<img", hit.Highlights[0], StringComparison.Ordinal);
        Assert.Contains("<mark>echo</mark> &lt;img", hit.Highlights[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_follow_each_other_newest_first_without_a_gap()
    {
        await _index.AddAsync([.. Enumerable.Range(0, 25).Select(i => Command(i, "p-ana", "t1", $"ls {i}"))], Ct);

        var seen = new List<long>();
        string? cursor = null;
        do
        {
            var page = await _index.SearchAsync(new AuditQuery { Client = "acme", Cursor = cursor, Limit = 10 }, Ct);
            seen.AddRange(page.Items.Select(hit => hit.LogIndex));
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.Equal(Enumerable.Range(0, 25).Select(i => (long)i).Reverse(), seen);
    }

    [Fact]
    public async Task Adding_the_same_entries_again_changes_nothing()
    {
        AuditDocument[] documents = [Bound(0, "p-ana", "Ana Lopes", "ana"), Command(1, "p-ana", "t1", "ls -l")];
        await _index.AddAsync(documents, Ct);
        await _index.AddAsync(documents, Ct);

        Assert.Single((await _index.SearchAsync(new AuditQuery { Client = "acme", Text = "ls" }, Ct)).Items);
        Assert.Equal(2, await _index.NextIndexAsync("acme", Ct));
    }

    [Fact]
    public async Task People_by_targets_count_sessions_acts_and_those_that_name_an_object()
    {
        await _index.AddAsync(
        [
            Bound(0, "p-ana", "Ana Lopes", "ana"), Asset(1, "t1", "paie", "salaires"), Asset(2, "t2", "site", "rendez-vous"),
            Command(3, "p-ana", "t1", "cat /srv/paie.csv"), Command(4, "p-ana", "t1", "uptime") with { Session = "s2" },
            Program(5, "p-ana", "t1", "shell", null) with { Session = "s3" }, Program(6, "p-ana", "t1", "sftp", "sftp"),
            Program(7, "p-bob", "t2", "shell", null) with { Session = "s4" },
        ], Ct);

        var cells = await _index.CrossAsync(new AuditQuery { Client = "acme", Kinds = ["session.command"] }, Ct);

        Assert.Equal(
            [
                new AuditCell("p-ana", "Ana Lopes", "t1", "paie", 3, 4, 2, 2),
                new AuditCell("p-bob", "p-bob", "t2", "site", 1, 1, 0, 0),
            ],
            cells);
        Assert.Single(await _index.CrossAsync(new AuditQuery { Client = "acme", DataClass = "salaires" }, Ct));
        Assert.Single(await _index.CrossAsync(new AuditQuery { Client = "acme", Target = "t2" }, Ct));
        Assert.Empty(await _index.CrossAsync(new AuditQuery { Client = "other" }, Ct));
    }

    [Fact]
    public async Task A_span_of_time_is_counted_with_its_first_and_last_index()
    {
        await _index.AddAsync([.. Enumerable.Range(0, 10).Select(i => Command(i, "p-ana", "t1", "ls"))], Ct);

        Assert.Equal(new AuditCount(3, 4, 6), await _index.CountAsync("acme", 10, Noon.AddSeconds(4), Noon.AddSeconds(7), Ct));
        Assert.Equal(new AuditCount(2, 4, 5), await _index.CountAsync("acme", 6, Noon.AddSeconds(4), Noon.AddSeconds(7), Ct));
        Assert.Equal(new AuditCount(0, null, null), await _index.CountAsync("acme", 10, Noon.AddDays(1), Noon.AddDays(2), Ct));
    }

    [Fact]
    public async Task A_story_is_told_from_its_beginning_and_holds_no_other_session()
    {
        await _index.AddAsync(
        [
            Document(0, "request.submitted", "p-ana", "t1", ("about", "p-ana")) with { Request = "r1" },
            Document(1, "otp.verified", "p-ana", null) with { Grant = "g1" },
            Command(2, "p-ana", "t1", "ls") with { Request = "r1", Grant = "g1" },
            Command(3, "p-ana", "t1", "ls") with { Request = "r1", Grant = "g1", Session = "s2" },
            Document(4, "grant.ended", "system", "t1") with { Request = "r1", Grant = "g1" },
            Document(5, "request.submitted", "p-ana", "t1") with { Request = "r2" },
        ], Ct);
        var query = new AuditQuery { Client = "acme", Story = new("s1", "r1", "g1"), OldestFirst = true, Limit = 3 };

        var first = await _index.SearchAsync(query, Ct);
        var rest = await _index.SearchAsync(query with { Cursor = first.Next }, Ct);

        Assert.Equal([0, 1, 2, 4], first.Items.Concat(rest.Items).Select(hit => hit.LogIndex));
        Assert.Null(rest.Next);
    }

    [Fact]
    public async Task Whom_an_entry_is_about_is_named_while_the_name_lives()
    {
        await _index.AddAsync(
            [Bound(0, "p-ana", "Ana Lopes", "ana"), Document(1, "person.departure_declared", "system", null, ("about", "p-ana"))],
            Ct);

        var hit = (await _index.SearchAsync(new AuditQuery { Client = "acme", Action = "person" }, Ct)).Items[0];

        Assert.Contains("Ana Lopes", hit.Text, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _index.Dispose();
        _folder.Delete(recursive: true);
    }

    static AuditDocument Command(long index, string by, string target, string command) =>
        Document(index, "session.command", by, target, ("command", command)) with { Session = "s1" };

    static AuditDocument Program(long index, string by, string target, string kind, string? command)
    {
        (string, string)[] members = command is null ? [("class", kind)] : [("class", kind), ("command", command)];
        return Document(index, "session.command", by, target, members) with { Session = "s1" };
    }

    static AuditDocument Bound(long index, string pseudonym, string name, string login) =>
        Document(index, "identity.bound", pseudonym, null, ("name", name), ("login", login));

    static AuditDocument Asset(long index, string id, string slug, string categories) =>
        Document(index, "asset.declared", "system", id, ("name", slug), ("data_categories", categories));

    static AuditDocument Document(
        long index, string kind, string by, string? target, params (string Name, string Value)[] members) => new()
        {
            Client = "acme",
            LogIndex = index,
            EventId = $"e{index}",
            LeafHash = new string('0', 64),
            Kind = kind,
            At = Noon.AddSeconds(index),
            By = by,
            Outcome = "success",
            Target = target,
            Members = members.ToDictionary(m => m.Name, m => m.Value, StringComparer.Ordinal),
        };
}
