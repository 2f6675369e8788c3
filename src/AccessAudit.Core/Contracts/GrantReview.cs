using AccessAudit.Grants;
using AccessAudit.People;
using AccessAudit.Requests;
using AccessAudit.State;

namespace AccessAudit.Contracts;

/// <summary>
/// Weighs every open grant against the version that has just come in. One that it no longer covers (contract,
/// engagement, target, protocol, account, data, span, length), or whose target may be another machine now (address, a new
/// host key), ends at once as <c>scope_changed</c>; its sessions are cut.
/// </summary>
static class GrantReview
{
    public static async Task RunAsync(
        IWork work, string client, IReadOnlyDictionary<string, Person> people, IReadOnlySet<string> moved,
        DateTimeOffset now)
    {
        foreach (var grant in await work.ListAsync<Grant>(x => x.Client == client && x.State != GrantState.Ended))
        {
            // What time has ended is the timekeeper's to write down.
            if (GrantRules.IsPast(grant, now)
                || (!moved.Contains(grant.Target) && await IsCoveredAsync(work, grant, people, now)))
                continue;
            var ended = GrantRules.End(grant, GrantEnd.ScopeChanged, now);
            work.Replace(ended);
            work.Record(GrantFacts.Ended(ended, by: null, now));
        }
    }

    static async Task<bool> IsCoveredAsync(
        IWork work, Grant grant, IReadOnlyDictionary<string, Person> people, DateTimeOffset now)
    {
        var holder = people.Values.FirstOrDefault(x => GrantRules.Holds(x, grant));
        if (holder is null || !RoleTable.May(holder, Act.Connect, grant.Client))
            return false;

        var terms = await Terms.ReadAsync(work, grant.Client, holder.Key, grant.Target);
        var request = await work.FindAsync<AccessRequest>(grant.Client, grant.Request);
        var wish = new Wish(grant.Target, grant.Account, grant.Protocol, request?.DataCategories ?? []);
        // A grant may open later than now, but never outside the contract.
        var at = now > grant.OpensAt ? now : grant.OpensAt;
        if (Coverage.Check(terms, wish, at) is not null
            || Coverage.CheckSpan(terms.Contract!, at, grant.ClosesAt) is not null)
            return false;

        var sensitivity = terms.Target!.Sensitivity;
        return (grant.ClosesAt - grant.OpensAt).TotalMinutes
            <= Limits.MinutesCap(sensitivity) + Limits.ExtensionCap(sensitivity) + 1;
    }
}
