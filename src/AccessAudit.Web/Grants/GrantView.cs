using AccessAudit.Grants;
using AccessAudit.Web.Api;
using AccessAudit.Web.People;

namespace AccessAudit.Web.Grants;

/// <param name="Connect">The exact command to type.</param>
sealed record GrantView(
    string Id, string Request, string Client, string Target, string Account, string Protocol, PersonView Technician,
    DateTimeOffset OpensAt, DateTimeOffset ClosesAt, DateTimeOffset ClaimBy, int CodeWindowMinutes, GrantState State,
    GrantEnd? EndedBy, DateTimeOffset? EndedAt, DateTimeOffset? FirstUsedAt, string Connect)
{
    internal static async Task<GrantView> OfAsync(Names names, Grant grant, ApiSettings settings)
    {
        var target = await names.TargetAsync(grant.Client, grant.Target);
        var technician = await names.PersonAsync(grant.TechnicianOrganization, grant.Technician);
        var slug = target?.Slug ?? grant.Target;

        // With one account only, the gateway knows which; with several, the grant's must be said.
        var account = target is { Accounts.Length: 1 } ? "" : "+" + grant.Account;
        return new(
            grant.Id, grant.Request, grant.Client, slug, grant.Account, grant.Protocol, technician, grant.OpensAt,
            grant.ClosesAt, grant.ClaimBy, grant.CodeWindowMinutes, grant.State, grant.EndedBy, grant.EndedAt,
            grant.FirstUsedAt, $"ssh -p {settings.SshPort} {technician.Login}+{slug}{account}@{settings.SshHost}");
    }
}
