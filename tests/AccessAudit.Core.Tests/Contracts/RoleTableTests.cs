using AccessAudit.People;
using Xunit;

namespace AccessAudit.Core.Tests.Contracts;

public sealed class RoleTableTests
{
    static Person Someone(string organization, params string[] roles) => new()
    {
        Organization = organization,
        Id = "someone",
        Login = "someone",
        Name = "Someone",
        Issuer = "i",
        Subject = "s",
        Roles = roles,
    };

    [Fact]
    public void Every_role_has_a_row_and_no_row_is_of_an_unknown_role() =>
        Assert.Equal(Role.OfProvider.Concat(Role.OfClient).Order(), RoleTable.Rows.Keys.Order());

    [Fact]
    public void A_client_role_reaches_its_own_client_only()
    {
        var claire = Someone("clinic", Role.ClientAdmin);

        Assert.True(RoleTable.May(claire, Act.Decide, "clinic"));
        Assert.False(RoleTable.May(claire, Act.Decide, "town"));
    }

    [Fact]
    public void No_provider_role_decides_guards_searches_or_replays()
    {
        var all = Someone("provider", [.. Role.OfProvider]);

        Assert.All(
            (Act[])[Act.Decide, Act.Guard, Act.Search, Act.Replay, Act.Export, Act.ReadLog, Act.SeeRequests],
            act => Assert.False(RoleTable.May(all, act, "clinic"), act.ToString()));
    }

    [Fact]
    public void A_client_role_carried_by_someone_of_the_provider_allows_nothing() =>
        Assert.False(RoleTable.May(Someone("provider", Role.Approver), Act.Decide, "clinic"));

    [Fact]
    public void Whoever_has_left_may_do_nothing() =>
        Assert.False(RoleTable.May(Someone("clinic", Role.Approver) with { Active = false }, Act.Guard, "clinic"));
}
