using System.Data.Common;
using AccessAudit.Journal;
using AccessAudit.Measuring;
using AccessAudit.Storage.Databases;

namespace AccessAudit.Storage.Log;

/// <summary>
/// Entries on their way into the logs, written in the transaction of what they tell; with the instant and the span in
/// which that was, for whoever watches how long heads take. Nothing is decided from these two.
/// </summary>
static class Outbox
{
    public static void Put(DbConnection connection, IReadOnlyList<JournalEntry> entries, DateTimeOffset now)
    {
        var (at, span) = (now.ToUnixTimeMilliseconds(), Telemetry.TraceParent);
        connection.ExecuteAll(
            "INSERT INTO outbox (client, event_id, entry, at, traceparent) VALUES (@client, @id, @entry, @at, @span)",
            ["@client", "@id", "@entry", "@at", "@span"],
            [.. entries.Select(made => new object?[] { made.Ref.Client, made.Ref.EventId, made.Bytes, at, span })]);
        connection.ExecuteAll(
            "INSERT INTO disclosure (client, event_id, class, encoded) VALUES (@client, @id, @class, @encoded)",
            ["@client", "@id", "@class", "@encoded"],
            [.. entries.SelectMany(made => made.Disclosures, (made, part) =>
                new object?[] { made.Ref.Client, made.Ref.EventId, part.Name, part.Encoded })]);
    }
}
