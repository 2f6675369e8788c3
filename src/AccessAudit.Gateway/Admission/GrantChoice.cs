using AccessAudit.Contracts;
using AccessAudit.Grants;
using AccessAudit.People;
using AccessAudit.Refusals;
using AccessAudit.State;

namespace AccessAudit.Gateway.Admission;

/// <summary>
/// Which grant a knock means. Found before the code is looked at, so that the right log hears of the code; told to the
/// technician only after it.
/// </summary>
/// <param name="Client">Whose matter it is; null when what was typed names nothing.</param>
sealed record GrantChoice(string? Client, Target? Target, Grant? Grant, Refusal? Refusal)
{
    internal static async Task<GrantChoice> FindAsync(
        IRows rows, Person who, string protocol, Wanted wanted, DateTimeOffset now)
    {
        if (wanted.Grant is { } id)
        {
            return await ByIdAsync(rows, who, protocol, id, now);
        }

        if (wanted.Target is not { } slug)
        {
            return new GrantChoice(null, null, null, new Refusal("grant.none_at_all"));
        }

        // Another client's system is as unknown as one that does not exist.
        if (await rows.ListAsync<Target>(row => row.Slug == slug, 1) is not [var target]
            || await rows.FindAsync<Engagement>(target.Client, who.Organization, who.Id) is null)
        {
            return new GrantChoice(null, null, null, new Refusal("target.unknown", Typed(slug)));
        }

        var grants = await rows.ListAsync<Grant>(row =>
            row.Client == target.Client && row.Target == target.Id && row.Protocol == protocol
            && row.TechnicianOrganization == who.Organization && row.Technician == who.Id);
        var (grant, refusal) = Among(grants, target.Slug, wanted.Account, now);
        return new GrantChoice(target.Client, target, grant, refusal);
    }

    static async Task<GrantChoice> ByIdAsync(IRows rows, Person who, string protocol, string id, DateTimeOffset now)
    {
        var found = await rows.ListAsync<Grant>(
            row => row.Id == id && row.TechnicianOrganization == who.Organization && row.Technician == who.Id, 1);
        if (found is not [var grant] || grant.Protocol != protocol)
        {
            return new GrantChoice(null, null, null, new Refusal("grant.unknown", Typed(id)));
        }

        var target = await rows.FindAsync<Target>(grant.Client, grant.Target);
        return grant.IsOpenAt(now)
            ? new GrantChoice(grant.Client, target, grant, null)
            : new GrantChoice(grant.Client, target, null, WhyNot(grant, target?.Slug ?? grant.Target, now));
    }

    /// <summary>The grant to use among those of one technician for one target, or why there is none.</summary>
    internal static (Grant? Grant, Refusal? Refusal) Among(
        IReadOnlyList<Grant> grants, string target, string? account, DateTimeOffset now)
    {
        var open = grants.Where(grant => grant.IsOpenAt(now)).OrderByDescending(grant => grant.ClosesAt).ToList();
        var fitting = open.Where(grant => account is null || grant.Account == account).ToList();
        var accounts = string.Join(", ", open.Select(grant => grant.Account).Distinct().Order(StringComparer.Ordinal));
        if (fitting.Count > 0)
        {
            return fitting.DistinctBy(grant => grant.Account).Count() == 1
                ? (fitting[0], null)
                : (null, new Refusal("grant.account_needed", target, accounts));
        }

        var nearest = Nearest(grants.Where(grant => account is null || grant.Account == account), now);
        if (nearest is not null)
        {
            return (null, WhyNot(nearest, target, now));
        }

        return open.Count > 0
            ? (null, new Refusal("grant.other_account", Typed(account!), target, accounts))
            : (null, new Refusal("grant.none", target));
    }

    // The one that opens next, else the one that closed last: what the technician most likely thinks of.
    static Grant? Nearest(IEnumerable<Grant> grants, DateTimeOffset now)
    {
        var all = grants.ToList();
        return all.Where(grant => grant.State != GrantState.Ended && grant.OpensAt > now).MinBy(grant => grant.OpensAt)
            ?? all.MaxBy(grant => grant.ClosesAt);
    }

    /// <summary>The true reason why a grant cannot be used at this moment.</summary>
    internal static Refusal WhyNot(Grant grant, string target, DateTimeOffset now) => grant switch
    {
        { State: GrantState.Ended, EndedBy: GrantEnd.Revoked } => new("grant.revoked", target),
        { State: GrantState.Ended, EndedBy: GrantEnd.ScopeChanged } => new("grant.scope_changed", target),
        { State: GrantState.Ended, EndedBy: GrantEnd.Completed } => new("grant.completed", target),
        _ when now < grant.OpensAt => new("grant.not_yet_open", target, Moments.Say(grant.OpensAt)),
        _ when now >= grant.ClosesAt || now >= grant.HardStop => new("grant.expired", target, Moments.Say(grant.ClosesAt)),
        _ => new("grant.unclaimed", target, Moments.Say(grant.ClaimBy)),
    };

    /// <summary>What a person typed, fit for a terminal: a name, or a question mark.</summary>
    static string Typed(string text) =>
        text.Length is > 0 and <= 40 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-')
            ? text
            : "?";
}
