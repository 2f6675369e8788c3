using AccessAudit.Contracts;
using AccessAudit.State;

namespace AccessAudit.People;

/// <summary>Which organizations' rows a person's acts may touch at most. No permission: desks give those.</summary>
public static class PersonReach
{
    /// <summary>
    /// A client's person: the client, and the provider whose staff serves it. Someone of the provider: the provider,
    /// and every client that ever engaged them, since what they did there stays theirs to see; all clients for those
    /// whose role reaches all.
    /// </summary>
    public static async Task<Reach> OfAsync(IRows rows, Person person, Organization organization)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(organization);
        if (organization.IsProvider)
        {
            if (PersonDirectory.SeesAll(person))
                return Reach.Everything;
            var engagements = await rows.ListAsync<Engagement>(
                row => row.Organization == person.Organization && row.Person == person.Id);
            return Reach.Of(engagements.Select(row => row.Client).Append(person.Organization));
        }

        var providers = await rows.ListAsync<Organization>(row => row.IsProvider);
        return Reach.Of(providers.Select(row => row.Id).Append(person.Organization));
    }
}
