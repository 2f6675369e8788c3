using AccessAudit.Journal;
using AccessAudit.Ledger.Format;
using AccessAudit.Search.Embedded;
using AccessAudit.Search.Index;
using AccessAudit.Search.Projection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AccessAudit.Search.Tests;

public sealed class ProjectionTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("aa-projection-");

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("uptime", true)]
    [InlineData("shutdown", false)]
    public async Task A_text_whose_digest_was_not_signed_is_never_shown_as_what_was_done(string told, bool found)
    {
        var signed = Disclosure.Create("content", Content("uptime"));
        var kept = told == "uptime" ? signed : Disclosure.Create("content", Content(told));
        var entry = new Envelope
        {
            Id = "01980000-0000-7000-8000-000000000001",
            Kind = "session.command",
            At = new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero),
            By = "p-1",
            Outcome = "success",
            DisclosureDigests = [signed.Digest],
        }.Write();
        using var index = new EmbeddedIndex(Path.Combine(_folder.FullName, "search.db"));
        var log = new OneEntry(new LogEntry("acme", 0, "01980000-0000-7000-8000-000000000001", "00", entry, [kept.Encoded]));

        Assert.Equal(1, await new Projector(log, index, NullLogger<Projector>.Instance).CatchUpAsync(Ct));

        var page = await index.SearchAsync(new AuditQuery { Client = "acme", Text = told }, Ct);
        Assert.Equal(found, page.Items.Count == 1);
        Assert.Single((await index.SearchAsync(new AuditQuery { Client = "acme" }, Ct)).Items);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    static Dictionary<string, object> Content(string command) => new() { ["command"] = command };

    sealed class OneEntry(LogEntry entry) : ILogReader
    {
        public Task<IReadOnlyList<LogSize>> SizesAsync(CancellationToken ct) =>
            Task.FromResult<IReadOnlyList<LogSize>>([new LogSize(entry.Client, 1)]);

        public Task<IReadOnlyList<LogEntry>> ReadAsync(string client, long fromIndex, int limit, CancellationToken ct) =>
            Task.FromResult<IReadOnlyList<LogEntry>>([entry]);

        public Task<long?> IndexOfAsync(string client, string eventId, CancellationToken ct) =>
            Task.FromResult<long?>(eventId == entry.EventId ? entry.Index : null);

        public Task<long> CountAsync(
            string client, long size, DateTimeOffset from, DateTimeOffset until, CancellationToken ct) => Task.FromResult(1L);

        public Task<IReadOnlyList<string>> SpansAsync(string client, long fromIndex, long beyond, CancellationToken ct) =>
            Task.FromResult<IReadOnlyList<string>>([]);

        public Task WaitForNewsAsync(TimeSpan atMost, CancellationToken ct) => Task.CompletedTask;
    }
}
