using AccessAudit.Contracts;
using AccessAudit.State;

namespace AccessAudit.People;

/// <summary>Whose log hears of what a person does to their own means of access.</summary>
public static class Concerned
{
    /// <summary>
    /// A client's person: that client. Someone of the provider: every client where they are engaged, or all of them for
    /// those whose role reaches all.
    /// </summary>
    public static async Task<IReadOnlyList<string>> ClientsOfAsync(IRows rows, Person who)
    {
        var organization = await rows.FindAsync<Organization>(who.Organization);
        if (organization is { IsProvider: false })
        {
            return [who.Organization];
        }

        if (PersonDirectory.SeesAll(who))
        {
            var clients = await rows.ListAsync<Organization>(row => !row.IsProvider);
            return [.. clients.Select(row => row.Id).Order(StringComparer.Ordinal)];
        }

        var engagements = await rows.ListAsync<Engagement>(
            row => row.Organization == who.Organization && row.Person == who.Id && row.Active);
        return [.. engagements.Select(row => row.Client).Order(StringComparer.Ordinal)];
    }
}
