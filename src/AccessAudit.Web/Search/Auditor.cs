using System.Security.Cryptography;
using System.Text;
using AccessAudit.Journal;
using AccessAudit.Refusals;
using AccessAudit.Search.Index;
using AccessAudit.Web.Api;
using AccessAudit.Web.Calls;
using Microsoft.AspNetCore.Http;

namespace AccessAudit.Web.Search;

/// <summary>
/// Asks the index for somebody who may, and leaves in the client's log who looked for what: the filter's hash and the
/// number of hits in clear, the filter itself as an erasable disclosure.
/// </summary>
sealed class Auditor(IAuditIndex index)
{
    internal async Task<IResult> SearchAsync(Call call, AuditQuery query, string? cursor, string? limit)
    {
        var page = PageAsk.Read(null, limit);
        if (page.Refusal is { } refusal)
        {
            return call.Refuse(refusal);
        }

        AuditPage found;
        try
        {
            found = await index.SearchAsync(
                query with { Cursor = cursor, Limit = page.Value!.Limit, Locale = call.Locale }, call.Gone);
        }
        catch (FormatException)
        {
            return call.Refuse(new Refusal("query.cursor"));
        }

        // The answer goes out only once the search itself is on record.
        var told = await call.CommitAsync<AuditPage>(work =>
        {
            var filter = Describe(query);
            work.Record(new Fact
            {
                Client = query.Client,
                Kind = "audit.searched",
                At = call.Now,
                By = call.Person.Key,
                Session = query.Session,
                Details = Members.Of(
                    ("filter", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(filter)))),
                    ("hits", found.Items.Count)),
                Origin = call.From.ToMembers(),
                Content = Members.Of(("query", filter)),
            });
            return Task.FromResult<Answer<AuditPage>>(found);
        });
        return told.Refusal is { } unable ? call.Refuse(unable) : Results.Json(told.Value, Json.Options);
    }

    // One line, members in a fixed order: the same search has the same hash.
    static string Describe(AuditQuery query) => string.Join(' ', new[]
    {
        ("q", query.Text), ("actor", query.Actor), ("object", query.ObjectName), ("dataClass", query.DataClass),
        ("action", query.Action), ("session", query.Session), ("from", Write(query.From)), ("to", Write(query.To)),
    }.Where(part => !string.IsNullOrEmpty(part.Item2)).Select(part => $"{part.Item1}={part.Item2}"));

    static string? Write(DateTimeOffset? instant) =>
        instant is { } at ? Instants.Write(at) : null;
}
