using System.Data.Common;
using System.Globalization;
using AccessAudit.Journal;
using AccessAudit.State;
using AccessAudit.Storage.Databases;

namespace AccessAudit.Storage.Log;

/// <summary>Entries under heads with what is left of their disclosures. One caller waits for news, the index.</summary>
sealed class LogReader(IDatabase database, LogBells bells, TimeProvider clock) : ILogReader
{
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    long _seen = -1;

    public Task<IReadOnlyList<LogSize>> SizesAsync(CancellationToken ct) =>
        database.LookAsync<IReadOnlyList<LogSize>>(
            Reach.Everything,
            connection => connection.Query(
                "SELECT client, size FROM log_state ORDER BY client",
                row => new LogSize(row.GetString(0), row.GetInt64(1))),
            ct);

    public Task<IReadOnlyList<LogEntry>> ReadAsync(string client, long fromIndex, int limit, CancellationToken ct) =>
        database.LookAsync<IReadOnlyList<LogEntry>>(
            Reach.Of(client), connection => Read(connection, client, fromIndex, limit), ct);

    public Task<long?> IndexOfAsync(string client, string eventId, CancellationToken ct) => database.LookAsync(
        Reach.Of(client),
        connection => connection.Query<long?>(
            "SELECT idx FROM log_entry WHERE client = @client AND event_id = @event",
            row => row.GetInt64(0), ("@client", client), ("@event", eventId)).SingleOrDefault(),
        ct);

    public Task<long> CountAsync(
        string client, long size, DateTimeOffset from, DateTimeOffset until, CancellationToken ct) => database.LookAsync(
        Reach.Of(client),
        connection => connection.Scalar<long>(
            """
            SELECT COUNT(*) FROM log_entry
            WHERE client = @client AND event_id >= @from AND event_id < @to AND idx < @size
            """,
            ("@client", client), ("@from", FirstIdAt(from)), ("@to", FirstIdAt(until)), ("@size", size)),
        ct);

    // An event's id is a UUIDv7 of its instant (RFC 9562 section 5.7): 48 bits of milliseconds, then the version.
    static string FirstIdAt(DateTimeOffset instant)
    {
        var hex = instant.ToUnixTimeMilliseconds().ToString("x12", CultureInfo.InvariantCulture);
        return $"{hex[..8]}-{hex[8..]}-7";
    }

    // The heads of sizes above the first entry, up to the one that covers the last.
    public Task<IReadOnlyList<string>> SpansAsync(string client, long fromIndex, long beyond, CancellationToken ct) =>
        database.LookAsync<IReadOnlyList<string>>(
            Reach.Of(client),
            connection => connection.Query(
                """
                SELECT traceparent FROM log_checkpoint
                WHERE client = @client AND traceparent IS NOT NULL AND size > @from
                    AND size <= (SELECT MIN(size) FROM log_checkpoint WHERE client = @client AND size >= @end)
                ORDER BY size LIMIT 100
                """,
                row => row.GetString(0), ("@client", client), ("@from", fromIndex), ("@end", beyond)),
            ct);

    public async Task WaitForNewsAsync(TimeSpan atMost, CancellationToken ct)
    {
        var began = clock.GetTimestamp();
        while (true)
        {
            var ring = bells.Heads.Next;
            var total = await TotalAsync(ct);
            var left = atMost - clock.GetElapsedTime(began);
            if (Interlocked.Exchange(ref _seen, total) != total || left <= TimeSpan.Zero)
                return;
            var pause = bells.Pause(Look);
            await Bell.WaitAsync(ring, left < pause ? left : pause, clock, ct);
        }
    }

    static List<LogEntry> Read(DbConnection connection, string client, long first, int limit)
    {
        var disclosures = Disclosures(connection, client, first, limit);
        return connection.Query(
            """
            SELECT idx, event_id, leaf_hash, entry FROM log_entry
            WHERE client = @client AND idx >= @first AND idx < @end ORDER BY idx
            """,
            row => new LogEntry(
                client, row.GetInt64(0), row.GetString(1), Convert.ToHexStringLower((byte[])row[2]), (byte[])row[3],
                [.. disclosures[row.GetInt64(0)]]),
            ("@client", client), ("@first", first), ("@end", first + limit));
    }

    static ILookup<long, string> Disclosures(DbConnection connection, string client, long first, int limit) =>
        connection.Query(
            """
            SELECT log_entry.idx, disclosure.encoded FROM log_entry
            JOIN disclosure ON disclosure.client = log_entry.client AND disclosure.event_id = log_entry.event_id
            WHERE log_entry.client = @client AND log_entry.idx >= @first AND log_entry.idx < @end
            ORDER BY log_entry.idx, disclosure.class
            """,
            row => (Index: row.GetInt64(0), Encoded: row.GetString(1)),
            ("@client", client), ("@first", first), ("@end", first + limit))
        .ToLookup(row => row.Index, row => row.Encoded);

    Task<long> TotalAsync(CancellationToken ct) => database.LookAsync(
        Reach.Everything,
        connection => connection.Scalar<long>("SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM log_state"),
        ct);
}
