using System.Security.Cryptography;
using System.Text;
using AccessAudit.Journal;
using AccessAudit.Refusals;
using AccessAudit.Search.Index;
using AccessAudit.State;
using AccessAudit.Web.Api;
using AccessAudit.Web.Calls;
using Microsoft.AspNetCore.Http;

namespace AccessAudit.Web.Search;

/// <summary>
/// Asks the index for somebody who may, and leaves in the client's log who looked for what: the filter's hash and the
/// number of hits in clear, the filter itself as an erasable disclosure. An answer goes out only once the look is on
/// record.
/// </summary>
sealed class Auditor(IAuditIndex index, IHeads heads, ILogReader log)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>For the API: limit as it was written, answer as JSON.</summary>
    internal async Task<IResult> SearchAsync(Call call, AuditQuery query, string? cursor, string? limit)
    {
        var page = PageAsk.Read(null, limit);
        if (page.Refusal is { } refusal)
        {
            return call.Refuse(refusal);
        }

        var looked = await LookAsync(
            call, query with { Cursor = cursor, Limit = page.Value!.Limit, Locale = call.Locale });
        return looked.Refusal is { } unable ? call.Refuse(unable) : Results.Json(looked.Value!.Page, Json.Options);
    }

    /// <param name="around">The wider question that is answered beside it, when there is one: that is what was looked
    /// for.</param>
    internal async Task<Answer<Looked>> LookAsync(Call call, AuditQuery query, AuditQuery? around = null)
    {
        AuditPage found;
        try
        {
            found = await index.SearchAsync(query, call.Gone);
        }
        catch (FormatException)
        {
            return new Refusal("query.cursor");
        }

        var filter = around is null ? Describe(query) : $"{Describe(around)} cell={query.Actor}/{query.Target}";
        var noted = await NoteAsync(
            call, query.Client, filter, query.Session ?? query.Story?.Session, found.Items.Count);
        return noted.Refusal is { } refusal ? refusal : new Looked(found, noted.Value);
    }

    /// <summary>Puts a look on record.</summary>
    /// <param name="filter">What was looked for, in one line; the same look in the same words.</param>
    internal Task<Answer<EntryRef>> NoteAsync(Call call, string client, string filter, string? session, int hits) =>
        call.CommitAsync<EntryRef>(work =>
        {
            var id = work.Record(new Fact
            {
                Client = client,
                Kind = "audit.searched",
                At = call.Now,
                By = call.Person.Key,
                Session = session,
                Details = Members.Of(
                    ("filter", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(filter)))),
                    ("hits", hits)),
                Origin = call.From.ToMembers(),
                Content = Members.Of(("query", filter)),
            });
            return Task.FromResult<Answer<EntryRef>>(new EntryRef(client, id));
        });

    /// <summary>Where a look stands in the log; null while it is being written.</summary>
    internal async Task<long?> IndexOfAsync(EntryRef look, CancellationToken ct) =>
        await heads.CoverAsync([look], Patience, ct) ? await log.IndexOfAsync(look.Client, look.EventId, ct) : null;

    // Members in a fixed order: the same search has the same hash. Which kinds a page shows is not the reader's choice.
    static string Describe(AuditQuery query) => string.Join(' ', new[]
    {
        ("q", query.Text), ("actor", query.Actor), ("object", query.ObjectName), ("dataClass", query.DataClass),
        ("target", query.Target), ("action", query.Action), ("session", query.Session ?? query.Story?.Session),
        ("from", Write(query.From)), ("to", Write(query.To)),
    }.Where(part => !string.IsNullOrEmpty(part.Item2)).Select(part => $"{part.Item1}={part.Item2}"));

    static string? Write(DateTimeOffset? instant) =>
        instant is { } at ? Instants.Write(at) : null;
}

/// <param name="Entry">The look's own entry, on its way into the log.</param>
sealed record Looked(AuditPage Page, EntryRef Entry);
