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

    public void Dispose()
    {
        _index.Dispose();
        _folder.Delete(recursive: true);
    }

    static AuditDocument Command(long index, string by, string target, string command) =>
        Document(index, "session.command", by, target, ("command", command)) with { Session = "s1" };

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
