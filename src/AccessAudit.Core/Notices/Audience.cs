using AccessAudit.Approvals;
using AccessAudit.Contracts;
using AccessAudit.Grants;
using AccessAudit.People;
using AccessAudit.State;

namespace AccessAudit.Notices;

/// <summary>Whom something concerns.</summary>
static class Audience
{
    /// <summary>Those of the client who may decide: the target's owners where it has any.</summary>
    internal static async Task<IEnumerable<Person>> DecidersAsync(IRows rows, string client, Target? target = null) =>
        (await PeopleAsync(rows, client)).Where(person =>
            RoleTable.May(person, Act.Decide, client)
            && (target is null || target.Owners.Length == 0
                || target.Owners.Contains(person.Login, StringComparer.Ordinal)));

    internal static async Task<IEnumerable<Person>> ClientAdminsAsync(IRows rows, string client) =>
        (await PeopleAsync(rows, client)).Where(person => person.Is(Role.ClientAdmin));

    internal static async Task<IEnumerable<Person>> ProviderAdminsAsync(IRows rows) =>
        await rows.ListAsync<Organization>(row => row.IsProvider, 1) is [var provider]
            ? (await PeopleAsync(rows, provider.Id)).Where(person => person.Is(Role.ProviderAdmin))
            : [];

    /// <summary>Those who watch over the means of access of this person's organization.</summary>
    internal static async Task<IEnumerable<Person>> ColleaguesAsync(IRows rows, Person person, string client) =>
        person.Organization == client ? await DecidersAsync(rows, client) : await ProviderAdminsAsync(rows);

    /// <summary>Those whose yes made the access possible.</summary>
    internal static async Task<IEnumerable<Person>> ApproversOfAsync(IRows rows, string client, string request)
    {
        var given = await rows.ListAsync<Approval>(
            row => row.Client == client && row.Request == request && row.Approved);
        var people = (await PeopleAsync(rows, client)).ToDictionary(person => person.Id, StringComparer.Ordinal);
        return given.Select(approval => people.GetValueOrDefault(approval.Person)).OfType<Person>();
    }

    /// <summary>Technicians who hold a grant at this client that has not ended.</summary>
    internal static async Task<IEnumerable<Person>> HoldersAsync(IRows rows, string client)
    {
        var holders = new Dictionary<PersonKey, Person>();
        foreach (var grant in await rows.ListAsync<Grant>(row => row.Client == client && row.State != GrantState.Ended))
        {
            var key = new PersonKey(grant.TechnicianOrganization, grant.Technician);
            if (!holders.ContainsKey(key) && await FindAsync(rows, key) is { } person)
                holders.Add(key, person);
        }

        return holders.Values;
    }

    internal static Task<Person?> FindAsync(IRows rows, PersonKey key) =>
        rows.FindAsync<Person>(key.Organization, key.Id);

    static Task<IReadOnlyList<Person>> PeopleAsync(IRows rows, string organization) =>
        rows.ListAsync<Person>(row => row.Organization == organization && row.Active);
}
