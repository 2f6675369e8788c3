using System.Data.Common;
using AccessAudit.Journal;
using AccessAudit.Storage.Databases;

namespace AccessAudit.Storage.Log;

/// <summary>Entries on their way into the logs, written in the transaction of what they tell.</summary>
static class Outbox
{
    public static void Put(DbConnection connection, IReadOnlyList<JournalEntry> entries)
    {
        connection.ExecuteAll(
            "INSERT INTO outbox (client, event_id, entry) VALUES (@client, @id, @entry)",
            ["@client", "@id", "@entry"],
            [.. entries.Select(made => new object?[] { made.Ref.Client, made.Ref.EventId, made.Bytes })]);
        connection.ExecuteAll(
            "INSERT INTO disclosure (client, event_id, class, encoded) VALUES (@client, @id, @class, @encoded)",
            ["@client", "@id", "@class", "@encoded"],
            [.. entries.SelectMany(made => made.Disclosures, (made, part) =>
                new object?[] { made.Ref.Client, made.Ref.EventId, part.Name, part.Encoded })]);
    }
}
