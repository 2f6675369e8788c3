using AccessAudit.Contracts;
using AccessAudit.People;
using AccessAudit.State;

namespace AccessAudit.Web.People;

/// <summary>A person as others are shown them.</summary>
public sealed record PersonView(string Id, string Login, string Name, string Organization);

/// <summary>Looks up the names that views show, each once for an answer.</summary>
sealed class Names(IRows rows)
{
    readonly Dictionary<PersonKey, PersonView> _people = [];
    readonly Dictionary<(string Client, string Id), Target?> _targets = [];

    internal async Task<PersonView> PersonAsync(string organization, string id)
    {
        var key = new PersonKey(organization, id);
        if (!_people.TryGetValue(key, out var view))
        {
            var person = await rows.FindAsync<Person>(organization, id);
            _people[key] = view = new PersonView(id, person?.Login ?? "", person?.Name ?? "", organization);
        }

        return view;
    }

    internal async Task<Target?> TargetAsync(string client, string id)
    {
        if (!_targets.TryGetValue((client, id), out var target))
        {
            _targets[(client, id)] = target = await rows.FindAsync<Target>(client, id);
        }

        return target;
    }

    /// <summary>What technicians type; a target that is gone still shows its id.</summary>
    internal async Task<string> SlugAsync(string client, string id) => (await TargetAsync(client, id))?.Slug ?? id;
}
