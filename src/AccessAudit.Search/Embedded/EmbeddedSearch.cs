using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using AccessAudit.Journal;
using AccessAudit.Search.Index;
using Microsoft.Data.Sqlite;

namespace AccessAudit.Search.Embedded;

/// <summary>One query: filters, newest first by log index, one page.</summary>
static class EmbeddedSearch
{
    // Private-use characters stand for the marks until the text around them has been HTML-encoded.
    const char MarkStart = '\uE000';
    const char MarkEnd = '\uE001';

    public static async Task<AuditPage> RunAsync(SqliteConnection connection, AuditQuery query, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        var match = Match(query.Text);
        var where = Filters(command, query, match);
        var limit = Math.Clamp(query.Limit, 1, 200);
        command.Parameters.AddWithValue("$limit", limit + 1);
        command.CommandText = $"""
            SELECT d.event_id, d.kind, d.at, coalesce(a.name, d.by), d.members, d.session, d.log_index, t.name, d.outcome,
                d.leaf_hash,
                {(match is null ? "NULL" : $"snippet(words, 0, '{MarkStart}', '{MarkEnd}', '…', 24)")}
            FROM document d
            {(match is null ? "" : "JOIN words ON words.rowid = d.id")}
            LEFT JOIN actor a ON a.client = d.client AND a.pseudonym = d.by
            LEFT JOIN target t ON t.client = d.client AND t.id = d.target
            WHERE {where}
            ORDER BY d.log_index DESC
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

    static string Filters(SqliteCommand command, AuditQuery query, string? match)
    {
        var where = new StringBuilder("d.client = $client");
        command.Parameters.AddWithValue("$client", query.Client);
        Add("d.log_index < $cursor", "$cursor", query.Cursor is null ? null : ParseCursor(query.Cursor));
        Add("words MATCH $match", "$match", match);
        Add("(d.by = $actor OR a.login = $actor OR a.name LIKE $actor_like ESCAPE '\\')", "$actor", query.Actor);
        Add("(d.object LIKE $object ESCAPE '\\' OR t.name LIKE $object ESCAPE '\\')", "$object", Like(query.ObjectName));
        Add("t.categories LIKE $class ESCAPE '\\'", "$class",
            query.DataClass is null ? null : Like($" {query.DataClass} "));
        Add("(d.kind = $action OR d.kind LIKE $action_like ESCAPE '\\')", "$action", query.Action);
        Add("d.session = $session", "$session", query.Session);
        Add("d.request = $request", "$request", query.Request);
        Add("d.at >= $from", "$from", query.From?.ToUnixTimeMilliseconds());
        Add("d.at < $to", "$to", query.To?.ToUnixTimeMilliseconds());
        command.Parameters.AddWithValue("$actor_like", Like(query.Actor) ?? "");
        command.Parameters.AddWithValue("$action_like", query.Action is null ? "" : Escape(query.Action) + ".%");
        return where.ToString();

        void Add(string condition, string name, object? value)
        {
            if (value is not null)
            {
                where.Append(" AND ").Append(condition);
                command.Parameters.AddWithValue(name, value);
            }
        }
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

        return new AuditHit(
            row.GetString(0), kind, DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)), actor,
            Sentences.Say(kind, locale, members),
            row.IsDBNull(10) ? [] : [Marked(row.GetString(10))],
            row.IsDBNull(5) ? null : row.GetString(5), row.GetInt64(6), row.GetString(8),
            row.IsDBNull(7) ? null : row.GetString(7), row.GetString(9));
    }

    static string Marked(string snippet) => WebUtility.HtmlEncode(snippet)
        .Replace($"&#{(int)MarkStart};", "<mark>", StringComparison.Ordinal)
        .Replace($"&#{(int)MarkEnd};", "</mark>", StringComparison.Ordinal)
        .Replace(MarkStart.ToString(), "<mark>", StringComparison.Ordinal)
        .Replace(MarkEnd.ToString(), "</mark>", StringComparison.Ordinal);

    // Each word quoted (so that no FTS5 operator can be typed) and taken as the beginning of a word.
    static string? Match(string? text)
    {
        var words = (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0
            ? null
            : string.Join(' ', words.Take(16).Select(w => $"\"{w.Replace("\"", "\"\"", StringComparison.Ordinal)}\"*"));
    }

    static string? Like(string? part) => part is null ? null : $"%{Escape(part)}%";

    static string Escape(string part) => part
        .Replace(@"\", @"\\", StringComparison.Ordinal)
        .Replace("%", @"\%", StringComparison.Ordinal)
        .Replace("_", @"\_", StringComparison.Ordinal);

    static long ParseCursor(string cursor) =>
        long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : throw new FormatException("not a cursor of this index");

    static async Task<long> CompleteUpToAsync(SqliteConnection connection, string client, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT coalesce(max(log_index) + 1, 0) FROM document WHERE client = $client";
        command.Parameters.AddWithValue("$client", client);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }
}
