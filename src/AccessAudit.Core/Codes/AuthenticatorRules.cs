using AccessAudit.People;
using AccessAudit.Refusals;

namespace AccessAudit.Codes;

/// <summary>
/// Who may let somebody enrol, or reset what they have. In order: never oneself; only one's own organization; a
/// client-admin for a client's people (an approver too where the client has one admin at most, or a lone admin's lost
/// phone would lock the client out); a provider-admin for the provider's.
/// </summary>
static class AuthenticatorRules
{
    /// <param name="admins">How many client-admins that organization has.</param>
    internal static Refusal? MayHelp(Person helper, Person person, int admins)
    {
        if (helper.Key == person.Key)
            return new("authenticator.own");
        if (helper.Organization != person.Organization)
            return new("authenticator.other_organization");
        if (helper.Is(Role.ClientAdmin) || helper.Is(Role.ProviderAdmin) || (helper.Is(Role.Approver) && admins <= 1))
            return null;
        return Role.OfProvider.Intersect(helper.Roles, StringComparer.Ordinal).Any()
            ? new("role.missing", Role.ProviderAdmin)
            : new("role.missing", Role.ClientAdmin);
    }
}
