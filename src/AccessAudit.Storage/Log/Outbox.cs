using System.Data.Common;
using AccessAudit.Journal;
using AccessAudit.Storage.Databases;

namespace AccessAudit.Storage.Log;

/// <summary>Entries on their way into the logs, written in the transaction of what they tell.</summary>
static class Outbox
{
    public static void Put(DbConnection connection, IReadOnlyList<JournalEntry> entries)
    {
        if (entries.Count == 0)
            return;
        using var entry = connection.Prepared(
            "INSERT INTO outbox (client, event_id, entry) VALUES (@client, @id, @entry)", "@client", "@id", "@entry");
        using var disclosure = connection.Prepared(
            "INSERT INTO disclosure (client, event_id, class, encoded) VALUES (@client, @id, @class, @encoded)",
            "@client", "@id", "@class", "@encoded");
        foreach (var made in entries)
        {
            entry.Run(made.Ref.Client, made.Ref.EventId, made.Bytes);
            foreach (var part in made.Disclosures)
                disclosure.Run(made.Ref.Client, made.Ref.EventId, part.Name, part.Encoded);
        }
    }
}
