using AccessAudit.People;
using AccessAudit.State;

namespace AccessAudit.Contracts;

/// <summary>
/// The contract's side of one decision: the version that decides, and what it says of one person and one target.
/// </summary>
/// <param name="ClientName">For sentences.</param>
public sealed record Terms(string ClientName, Contract? Contract, Engagement? Engagement, Target? Target)
{
    /// <summary>Reads the terms as they are inside this transaction.</summary>
    public static async Task<Terms> ReadAsync(IRows rows, string client, PersonKey technician, string target)
    {
        var versions = await rows.ListAsync<Contract, int>(x => x.Client == client, x => x.Number, descending: true, 1);
        return new(
            (await rows.FindAsync<Organization>(client))?.Name ?? client,
            versions is [var latest, ..] ? latest : null,
            await rows.FindAsync<Engagement>(client, technician.Organization, technician.Id),
            await rows.FindAsync<Target>(client, target));
    }
}
