using AccessAudit.Journal;
using AccessAudit.People;
using AccessAudit.State;

namespace AccessAudit.Notices;

/// <summary>
/// Tells people what a transaction's facts mean for them, in that same transaction: no desk has to think of it, and
/// nothing is told that did not happen. Whoever acted is not told of their own act.
/// </summary>
public static class NoticeWriter
{
    public static async Task WriteAsync(IWork work, FactSheet sheet, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(sheet);

        // Some acts stand in the log of several clients; a person hears of them once.
        var told = new HashSet<(PersonKey, string, string?)>();
        foreach (var (id, fact) in sheet.Facts)
        {
            ct.ThrowIfCancellationRequested();
            if (!NewsOf.Kinds.Contains(fact.Kind) || await NewsOf.FactAsync(work, fact) is not { } news)
                continue;
            foreach (var person in news.To.Where(person => person.Active && person.Key != fact.By))
            {
                if (told.Add((person.Key, news.Kind, news.Subject)))
                    work.Add(Of(person, fact.Client, news, fact.At, id, eventId: id));
            }
        }
    }

    internal static Notice Of(
        Person person, string client, News news, DateTimeOffset at, string id, string? eventId) => new()
        {
            Organization = person.Organization,
            Person = person.Id,
            Id = id,
            Client = client,
            Kind = news.Kind,
            Event = eventId,
            Subject = news.Subject,
            Arguments = news.Arguments,
            At = at,
        };
}

/// <summary>What is told, to whom, and about what.</summary>
sealed record News(string Kind, IEnumerable<Person> To, string? Subject, params string[] Arguments);
