using System.Globalization;
using System.Net;
using System.Text.Json;
using AccessAudit.Journal;
using AccessAudit.Search.Index;
using Microsoft.Data.Sqlite;

namespace AccessAudit.Search.Embedded;

/// <summary>One query: its filters, in the order of the log index, one page.</summary>
static class EmbeddedSearch
{
    // Private-use characters stand for the marks until the text around them has been HTML-encoded.
    const char MarkStart = '\uE000';
    const char MarkEnd = '\uE001';

    public static async Task<AuditPage> RunAsync(SqliteConnection connection, AuditQuery query, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        var filters = new EmbeddedFilters(command, query);
        var limit = Math.Clamp(query.Limit, 1, 200);
        command.Parameters.AddWithValue("$limit", limit + 1);
        command.CommandText = $"""
            SELECT d.event_id, d.kind, d.at, coalesce(a.name, d.by), d.members, d.session, d.log_index, t.name, d.outcome,
                d.leaf_hash,
                {(filters.HasWords ? $"snippet(words, 0, '{MarkStart}', '{MarkEnd}', '…', 24)" : "NULL")},
                (SELECT name FROM actor WHERE client = d.client AND pseudonym = d.members ->> '$.about')
            {filters.From}
            WHERE {filters.Where}
            ORDER BY d.log_index {(query.OldestFirst ? "ASC" : "DESC")}
            LIMIT $limit
            """;

        var hits = new List<AuditHit>();
        await using (var rows = await command.ExecuteReaderAsync(ct))
        {
            while (await rows.ReadAsync(ct))
            {
                hits.Add(Hit(rows, query.Locale));
            }
        }

        string? next = null;
        if (hits.Count > limit)
        {
            hits.RemoveAt(limit);
            next = hits[^1].LogIndex.ToString(CultureInfo.InvariantCulture);
        }

        return new AuditPage(hits, next, await CompleteUpToAsync(connection, query.Client, ct));
    }

    static AuditHit Hit(SqliteDataReader row, string locale)
    {
        var kind = row.GetString(1);
        var actor = row.GetString(3);
        var members = JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(4))!;
        members["actor"] = actor;
        members["outcome"] = row.GetString(8);
        if (!row.IsDBNull(7))
        {
            members["target"] = row.GetString(7);
        }

        if (!row.IsDBNull(11))
        {
            members["about"] = row.GetString(11);
        }

        return new AuditHit(
            row.GetString(0), kind, DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)), actor,
            Sentences.Say(kind, locale, members),
            row.IsDBNull(10) ? [] : [Marked(row.GetString(10))],
            row.IsDBNull(5) ? null : row.GetString(5), row.GetInt64(6), row.GetString(8),
            row.IsDBNull(7) ? null : row.GetString(7), row.GetString(9))
        {
            Members = members,
        };
    }

    static string Marked(string snippet) => WebUtility.HtmlEncode(snippet)
        .Replace($"&#{(int)MarkStart};", "<mark>", StringComparison.Ordinal)
        .Replace($"&#{(int)MarkEnd};", "</mark>", StringComparison.Ordinal)
        .Replace(MarkStart.ToString(), "<mark>", StringComparison.Ordinal)
        .Replace(MarkEnd.ToString(), "</mark>", StringComparison.Ordinal);

    static async Task<long> CompleteUpToAsync(SqliteConnection connection, string client, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT coalesce(max(log_index) + 1, 0) FROM document WHERE client = $client";
        command.Parameters.AddWithValue("$client", client);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }
}
