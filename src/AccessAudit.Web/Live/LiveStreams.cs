using System.Collections.Concurrent;
using AccessAudit.People;

namespace AccessAudit.Web.Live;

/// <summary>How many streams each person has open in this process: a handful of tabs, not a thousand.</summary>
sealed class LiveStreams
{
    internal const int Most = 12;

    readonly ConcurrentDictionary<PersonKey, int> _open = new();

    /// <summary>False when the person has as many as they may.</summary>
    internal bool TryOpen(PersonKey person)
    {
        if (_open.AddOrUpdate(person, 1, (_, open) => open + 1) <= Most)
        {
            return true;
        }

        Close(person);
        return false;
    }

    internal void Close(PersonKey person)
    {
        if (_open.AddOrUpdate(person, 0, (_, open) => open - 1) <= 0)
        {
            _open.TryRemove(KeyValuePair.Create(person, 0));
        }
    }
}
