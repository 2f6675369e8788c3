using AccessAudit.Grants;
using AccessAudit.Journal;
using AccessAudit.Lifecycles;
using AccessAudit.Requests;
using Xunit;

namespace AccessAudit.Core.Tests.Contracts;

public sealed class LifecycleTests
{
    [Fact]
    public void Every_step_is_told_by_a_kind_of_the_catalogue() => Assert.All(
        LifecycleTables.All.SelectMany(x => x.Drawn).Where(x => x.Fact is not null),
        step => Assert.NotNull(Catalogue.Find(step.Fact!)));

    [Fact]
    public void Every_state_can_be_reached_and_every_life_ends() => Assert.All(LifecycleTables.All, life =>
    {
        Assert.Empty(life.States.Except(life.Drawn.Select(x => x.To)));
        Assert.NotEmpty(life.Finals);
    });

    [Theory]
    [InlineData(RequestState.Approved)]
    [InlineData(RequestState.Refused)]
    [InlineData(RequestState.Expired)]
    [InlineData(RequestState.Withdrawn)]
    public void A_decided_request_never_moves_again(RequestState state)
    {
        Assert.True(LifecycleTables.Request.IsFinal(state));
        Assert.Null(LifecycleTables.Request.Next(state, "approval.approved"));
    }

    [Fact]
    public void A_grant_is_never_reopened()
    {
        Assert.True(LifecycleTables.Grant.IsFinal(GrantState.Ended));
        Assert.Null(LifecycleTables.Grant.Next(GrantState.Ended, "grant.extended"));
        Assert.Equal(GrantState.Active, LifecycleTables.Grant.Next(GrantState.Ready, "grant.activated"));
    }

    [Fact]
    public void States_are_said_in_snake_case() => Assert.Equal("scope_changed", Words.Of(GrantEnd.ScopeChanged));
}
