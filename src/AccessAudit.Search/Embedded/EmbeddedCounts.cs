using AccessAudit.Search.Index;
using Microsoft.Data.Sqlite;

namespace AccessAudit.Search.Embedded;

/// <summary>Counts over everything that a query finds.</summary>
static class EmbeddedCounts
{
    // A shell and the sftp subsystem name nothing: what happens in them is in the recording.
    const string Naming = """
        d.kind = 'session.command' AND d.members ->> '$.command' IS NOT NULL
            AND coalesce(d.members ->> '$.class', '') NOT IN ('shell', 'sftp')
        """;

    public static async Task<IReadOnlyList<AuditCell>> CrossAsync(
        SqliteConnection connection, AuditQuery query, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        var filters = new EmbeddedFilters(command, query with { Cursor = null });
        command.CommandText = $"""
            SELECT d.by, coalesce(a.name, d.by), d.target, coalesce(t.name, d.target), count(DISTINCT d.session), count(*),
                sum(CASE WHEN {Naming} THEN 1 ELSE 0 END), count(DISTINCT CASE WHEN {Naming} THEN d.session END)
            {filters.From}
            WHERE {filters.Where} AND d.target IS NOT NULL AND d.session IS NOT NULL
            GROUP BY d.by, d.target
            ORDER BY 2, 4
            """;
        var cells = new List<AuditCell>();
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            cells.Add(new AuditCell(
                rows.GetString(0), rows.GetString(1), rows.GetString(2), rows.GetString(3), rows.GetInt64(4),
                rows.GetInt64(5), rows.GetInt64(6), rows.GetInt64(7)));
        }

        return cells;
    }

    public static async Task<AuditCount> CountAsync(
        SqliteConnection connection, string client, long size, DateTimeOffset from, DateTimeOffset until,
        CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT count(*), min(log_index), max(log_index) FROM document
            WHERE client = $client AND at >= $from AND at < $to AND log_index < $size
            """;
        command.Parameters.AddWithValue("$client", client);
        command.Parameters.AddWithValue("$size", size);
        command.Parameters.AddWithValue("$from", from.ToUnixTimeMilliseconds());
        command.Parameters.AddWithValue("$to", until.ToUnixTimeMilliseconds());
        await using var rows = await command.ExecuteReaderAsync(ct);
        await rows.ReadAsync(ct);
        return new AuditCount(
            rows.GetInt64(0), rows.IsDBNull(1) ? null : rows.GetInt64(1), rows.IsDBNull(2) ? null : rows.GetInt64(2));
    }
}
