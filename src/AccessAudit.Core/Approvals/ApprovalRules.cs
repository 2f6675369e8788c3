using AccessAudit.Contracts;
using AccessAudit.People;
using AccessAudit.Refusals;
using AccessAudit.Requests;

namespace AccessAudit.Approvals;

/// <summary>
/// Pure decisions about who may decide, and about what. Who, in order (controls APR-01, APR-02): not the one who asked;
/// not anyone of the asker's organization, which for a technician is anyone of the provider; a decider of that very
/// client; the target's owner, where owners are named.
/// </summary>
public static class ApprovalRules
{
    public static Refusal? MayDecide(Person person, AccessRequest request, Target target)
    {
        if (RequestRules.IsRequester(person, request))
            return new("approval.own_request");
        if (person.Organization == request.RequesterOrganization)
            return new("approval.same_organization");
        if (person.Organization != request.Client)
            return new("approval.other_organization");
        if (!RoleTable.May(person, Act.Decide, request.Client))
            return new("role.may_not_decide");
        return target.Owners.Length > 0 && !target.Owners.Contains(person.Login, StringComparer.Ordinal)
            ? new("approval.not_owner", target.Slug, string.Join(", ", target.Owners))
            : null;
    }

    /// <summary>An approval may shorten, never lengthen; the code window stays under the contract's cap.</summary>
    public static Refusal? CheckTerms(AccessRequest request, Contract contract, int minutes, int codeWindowMinutes)
    {
        if (minutes < 1 || minutes > request.Minutes)
            return new("approval.minutes", $"{request.Minutes}", $"{minutes}");
        return codeWindowMinutes < 0 || codeWindowMinutes > contract.CodeWindowCap
            ? new("code_window.above_cap", $"{contract.CodeWindowCap}", $"{codeWindowMinutes}")
            : null;
    }

    /// <summary>
    /// What the approval's code is bound to: the request's hash and what the approval itself chooses.
    /// </summary>
    public static string Subject(AccessRequest request, int minutes, int codeWindowMinutes) =>
        $"{request.Hash}:{minutes}:{codeWindowMinutes}";
}
