using System.Globalization;
using System.Text;
using AccessAudit.Search.Index;
using Microsoft.Data.Sqlite;

namespace AccessAudit.Search.Embedded;

/// <summary>A query as a <c>FROM</c> and a <c>WHERE</c>; what a reader typed is only ever a parameter.</summary>
sealed class EmbeddedFilters
{
    readonly SqliteCommand _command;
    readonly StringBuilder _where = new("d.client = $client");

    /// <exception cref="FormatException">The cursor is not one of this index.</exception>
    public EmbeddedFilters(SqliteCommand command, AuditQuery query)
    {
        _command = command;
        var match = Match(query.Text);
        HasWords = match is not null;
        command.Parameters.AddWithValue("$client", query.Client);
        Add($"d.log_index {(query.OldestFirst ? ">" : "<")} $cursor", "$cursor",
            query.Cursor is null ? null : ParseCursor(query.Cursor));
        Add("words MATCH $match", "$match", match);
        Add("(d.by = $actor OR a.login = $actor OR a.name LIKE $actor_like ESCAPE '\\')", "$actor", query.Actor);
        Add("(d.object LIKE $object ESCAPE '\\' OR t.name LIKE $object ESCAPE '\\')", "$object", Like(query.ObjectName));
        Add("t.categories LIKE $class ESCAPE '\\'", "$class",
            query.DataClass is null ? null : Like($" {query.DataClass} "));
        Add("d.target = $target", "$target", query.Target);
        Add("(d.kind = $action OR d.kind LIKE $action_like ESCAPE '\\')", "$action", query.Action);
        Add("d.kind IN (SELECT value FROM json_each($kinds))", "$kinds",
            query.Kinds.Count == 0 ? null : System.Text.Json.JsonSerializer.Serialize(query.Kinds));
        Add("d.session = $session", "$session", query.Session);
        Add("d.request = $request", "$request", query.Request);
        Add("(d.session = $story OR (d.session IS NULL AND (d.request = $asked OR d.grant_id = $granted)))", "$story",
            query.Story?.Session);
        Add("d.at >= $from", "$from", query.From?.ToUnixTimeMilliseconds());
        Add("d.at < $to", "$to", query.To?.ToUnixTimeMilliseconds());
        command.Parameters.AddWithValue("$asked", query.Story?.Request ?? "");
        command.Parameters.AddWithValue("$granted", query.Story?.Grant ?? "");
        command.Parameters.AddWithValue("$actor_like", Like(query.Actor) ?? "");
        command.Parameters.AddWithValue("$action_like", query.Action is null ? "" : Escape(query.Action) + ".%");
    }

    public bool HasWords { get; }

    public string From => $"""
        FROM document d
        {(HasWords ? "JOIN words ON words.rowid = d.id" : "")}
        LEFT JOIN actor a ON a.client = d.client AND a.pseudonym = d.by
        LEFT JOIN target t ON t.client = d.client AND t.id = d.target
        """;

    public string Where => _where.ToString();

    void Add(string condition, string name, object? value)
    {
        if (value is not null)
        {
            _where.Append(" AND ").Append(condition);
            _command.Parameters.AddWithValue(name, value);
        }
    }

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
}
