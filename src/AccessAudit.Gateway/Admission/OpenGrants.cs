using AccessAudit.Contracts;
using AccessAudit.Gatekeepers;
using AccessAudit.Grants;
using AccessAudit.People;
using AccessAudit.State;

namespace AccessAudit.Gateway.Admission;

/// <summary>What a technician could open at this moment.</summary>
static class OpenGrants
{
    internal static async Task<IReadOnlyList<OpenGrant>> OfAsync(IRows rows, Knocker who, DateTimeOffset now)
    {
        if (await Knock.PersonAsync(rows, who.Login, who.KeyFingerprint) is not { } person)
        {
            return [];
        }

        var grants = await rows.ListAsync<Grant>(row =>
            row.TechnicianOrganization == person.Organization && row.Technician == person.Id
            && row.Protocol == who.Protocol && row.State != GrantState.Ended);
        var open = new List<OpenGrant>();
        foreach (var grant in grants.Where(grant => grant.IsOpenAt(now)).OrderBy(grant => grant.ClosesAt))
        {
            if (await rows.FindAsync<Target>(grant.Client, grant.Target) is { InScope: true } target
                && await GatekeeperRules.IsOpenAsync(rows, grant.Client, now))
            {
                var client = await rows.FindAsync<Organization>(grant.Client);
                open.Add(new OpenGrant(
                    grant.Id, target.Slug, target.Title, grant.Account, client?.Name ?? grant.Client, grant.ClosesAt));
            }
        }

        return open;
    }
}
