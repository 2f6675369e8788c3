using AccessAudit.Contracts;
using AccessAudit.Journal;
using AccessAudit.People;
using AccessAudit.Refusals;
using AccessAudit.Search.Index;
using AccessAudit.State;
using AccessAudit.Web.Calls;
using AccessAudit.Web.Requests;
using AccessAudit.Web.Search;

namespace AccessAudit.Web.Pages.Who;

/// <summary>One choice of the sentence, or one column.</summary>
public sealed record WhoChoice(string Value, string Name);

/// <summary>A person of the log as a row.</summary>
public sealed record WhoPerson(string By, string Name, string Organization);

/// <summary>Whom and what one can ask about: the contract's data and systems, the provider's people in this log.</summary>
/// <param name="Systems">In scope; the ones of an answer that have left it are added to its columns.</param>
/// <param name="People">The provider's: who came through the gateway.</param>
sealed record WhoChoices(
    IReadOnlyList<WhoChoice> Data, IReadOnlyList<Target> Systems, IReadOnlyList<WhoPerson> People)
{
    internal static async Task<WhoChoices> ReadAsync(IRows rows, string client)
    {
        var targets = await rows.ListAsync<Target>(row => row.Client == client);
        var contracts = await rows.ListAsync<Contract, int>(
            row => row.Client == client, row => row.Number, descending: true, 1);
        var codes = targets.SelectMany(target => target.DataCategories).Distinct().Order(StringComparer.Ordinal).ToList();
        var names = RequestBrief.DataOf(contracts is [var latest] ? latest : null, codes);
        List<WhoPerson> people = [];
        foreach (var one in await rows.ListAsync<Pseudonym>(row => row.Client == client && row.Organization != client))
        {
            people.Add(new(
                one.Value, (await rows.FindAsync<Person>(one.Organization, one.Person))?.Name ?? one.Value,
                (await rows.FindAsync<Organization>(one.Organization))?.Name ?? ""));
        }

        return new(
            [.. codes.Zip(names, (code, name) => new WhoChoice(code, name.Name))],
            [.. targets.OrderBy(target => target.Title, StringComparer.CurrentCulture)],
            [.. people.OrderBy(person => person.Name, StringComparer.CurrentCulture)]);
    }
}

/// <summary>What the log says, counted, and up to where it was read.</summary>
/// <param name="LogSize">Entries under the signed head; both counts are of these.</param>
/// <param name="Period">Entries of the period by the log itself; <paramref name="Found"/> by the index.</param>
public sealed record WhoAnswer(
    IReadOnlyList<AuditCell> Cells, AuditPage Acts, EntryRef Look, long LogSize, long Period, AuditCount Found)
{
    const int PerPage = 25;
    const int Looks = 10;
    static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    internal bool IsComplete => Found.Entries == Period && Acts.CompleteUpTo >= LogSize;

    internal static async Task<Answer<WhoAnswer>> ReadAsync(
        WhoAsk ask, Call call, string locale, Auditor auditor, IAuditIndex index, ILogReader log, ILogPages pages)
    {
        var client = call.Person.Organization;
        var size = (await pages.HeadAsync(client, call.Gone))?.Size ?? 0;
        await CatchUpAsync(index, client, size, call.Gone);
        var period = await log.CountAsync(client, size, ask.Begins, ask.Ends, call.Gone);
        var found = await index.CountAsync(client, size, ask.Begins, ask.Ends, call.Gone);
        var looked = await auditor.LookAsync(
            call, ask.Query(client, locale, cell: true) with { Limit = PerPage },
            ask.HasCell ? ask.Query(client, locale, cell: false) : null);
        return looked.Refusal is { } refusal
            ? refusal
            : new WhoAnswer(
                await index.CrossAsync(ask.Query(client, locale, cell: false), call.Gone), looked.Value!.Page,
                looked.Value.Entry, size, period, found);
    }

    // The index follows the log by a moment; an answer worth the wait of one is complete.
    static async Task CatchUpAsync(IAuditIndex index, string client, long size, CancellationToken ct)
    {
        for (var look = 0; look < Looks && await index.NextIndexAsync(client, ct) < size; look++)
        {
            await Task.Delay(BetweenLooks, ct);
        }
    }
}
