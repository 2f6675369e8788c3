using System.Collections.Concurrent;
using AccessAudit.Journal;
using AccessAudit.People;
using AccessAudit.State;

namespace AccessAudit.Web.Live;

/// <summary>The marks of all that is looked at now, one for people who see the same.</summary>
sealed class LiveMarks(IStore store, ILogReader logs, TimeProvider clock)
{
    const int Kept = 1_000;

    readonly ConcurrentDictionary<string, LiveMark> _marks = new(StringComparer.Ordinal);

    internal Task<string> OfAsync(Person person, CancellationToken ct)
    {
        if (_marks.Count > Kept)
        {
            _marks.Clear();
        }

        return _marks.GetOrAdd(SightOf(person), _ => new LiveMark(person, store, logs, clock)).NowAsync(ct);
    }

    // Those with the same roles on the same side see the same, but whoever sees their own only.
    static string SightOf(Person person)
    {
        var roles = string.Join(' ', person.Roles.Order(StringComparer.Ordinal));
        return RoleTable.May(person, Act.SeeOwn, "")
            ? $"{person.Organization}/{person.Id}/{roles}"
            : $"{person.Organization}//{roles}";
    }
}
