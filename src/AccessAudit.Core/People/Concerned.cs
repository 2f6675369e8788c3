using AccessAudit.Contracts;
using AccessAudit.State;

namespace AccessAudit.People;

/// <summary>Whose log hears of what a person does to their own means of access.</summary>
public static class Concerned
{
    /// <summary>A client's person: that client. Someone of the provider: every client where they are engaged.</summary>
    public static async Task<IReadOnlyList<string>> ClientsOfAsync(IRows rows, Person who)
    {
        var organization = await rows.FindAsync<Organization>(who.Organization);
        if (organization is { IsProvider: false })
        {
            return [who.Organization];
        }

        var engagements = await rows.ListAsync<Engagement>(
            row => row.Organization == who.Organization && row.Person == who.Id && row.Active);
        return [.. engagements.Select(row => row.Client).Order(StringComparer.Ordinal)];
    }
}
