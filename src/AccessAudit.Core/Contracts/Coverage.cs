using AccessAudit.Refusals;

namespace AccessAudit.Contracts;

/// <summary>What of the contract is wanted: one account of the target, by one protocol, for these data.</summary>
public sealed record Wish(string Target, string Account, string Protocol, IReadOnlyList<string> DataCategories);

/// <summary>
/// Whether the contract covers an access, asked when it is requested, when it is approved, and again whenever a new
/// version of the contract arrives. The order is the order in which a technician can do something about it: the
/// contract in force (SCP-02), the person engaged with both undertakings signed (IDN-01), the target in scope, the
/// protocol, the account, the data categories (SCP-01).
/// </summary>
public static class Coverage
{
    public static Refusal? Check(Terms terms, Wish wish, DateTimeOffset now)
    {
        if (terms.Contract is not { } contract || !contract.IsInForce(now))
            return new("contract.not_in_force", terms.ClientName);

        if (terms.Engagement is not { Active: true } engagement)
            return new("engagement.missing", terms.ClientName);

        if (!engagement.Covers(now))
            return new("undertaking.missing", terms.ClientName);

        if (terms.Target is not { InScope: true } target)
            return new("target.out_of_scope", wish.Target, terms.ClientName);

        if (!target.Protocols.Contains(wish.Protocol, StringComparer.Ordinal))
            return new("protocol.not_allowed", wish.Protocol, target.Slug, string.Join(", ", target.Protocols));

        if (!target.Accounts.Contains(wish.Account, StringComparer.Ordinal))
            return new("account.not_allowed", wish.Account, target.Slug, string.Join(", ", target.Accounts));

        return wish.DataCategories.Except(target.DataCategories, StringComparer.Ordinal).FirstOrDefault() is { } stray
            ? new("data_category.not_on_target", stray, target.Slug, string.Join(", ", target.DataCategories))
            : null;
    }

    /// <summary>The whole span must lie inside the contract's life.</summary>
    public static Refusal? CheckSpan(Contract contract, DateTimeOffset opensAt, DateTimeOffset closesAt) =>
        opensAt < contract.StartsAt || closesAt > contract.EndsAt
            ? new("window.beyond_contract", Moments.Say(contract.StartsAt), Moments.Say(contract.EndsAt))
            : null;
}
