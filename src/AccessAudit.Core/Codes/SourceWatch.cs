using AccessAudit.Refusals;
using AccessAudit.State;

namespace AccessAudit.Codes;

/// <summary>
/// A source (address) that fails often is slowed, whoever it claims to be; at 30 failures across three people within an
/// hour it is closed until enough of them are an hour old. One person who forgets a phone never closes an office.
/// </summary>
static class SourceWatch
{
    const int FreeFailures = 5;
    const int MostFailures = 30;
    const int FewestPeople = 3;
    static readonly TimeSpan Span = TimeSpan.FromHours(1);
    static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(8);

    /// <summary>The last hour's failures of a source, newest first, as many as matter.</summary>
    internal static Task<IReadOnlyList<SourceFailure>> RecentAsync(IRows rows, string source, DateTimeOffset now)
    {
        var since = now - Span;
        return rows.ListAsync<SourceFailure, DateTimeOffset>(
            row => row.Source == source && row.At > since, row => row.At, descending: true, limit: 1000);
    }

    internal static Refusal? Of(IReadOnlyList<SourceFailure> recent, DateTimeOffset now)
    {
        if (recent.Count < MostFailures || recent.DistinctBy(row => row.Person).Count() < FewestPeople)
        {
            return null;
        }

        // It opens once the 30th newest has aged out.
        return new Refusal("source.closed", Lockout.Minutes(recent[MostFailures - 1].At + Span - now));
    }

    /// <summary>Nothing for five failures, then a quarter of a second, doubling with each further one up to 8 s.</summary>
    internal static TimeSpan DelayAfter(int failures)
    {
        if (failures < FreeFailures)
        {
            return TimeSpan.Zero;
        }

        var delay = TimeSpan.FromMilliseconds(250 * Math.Pow(2, Math.Min(failures - FreeFailures, 10)));
        return delay < LongestDelay ? delay : LongestDelay;
    }

    /// <summary>Counts one failure, and forgets this source's failures that no rule looks at any more.</summary>
    internal static async Task CountAsync(IWork work, string source, string person, DateTimeOffset now)
    {
        var until = now - Span;
        foreach (var old in await work.ListAsync<SourceFailure>(row => row.Source == source && row.At <= until, 100))
        {
            work.Remove(old);
        }

        work.Add(new SourceFailure { Source = source, Id = Ids.New(), Person = person, At = now });
    }
}
