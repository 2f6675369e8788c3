using AccessAudit.Gatekeepers;
using AccessAudit.Refusals;
using Xunit;

namespace AccessAudit.Core.Tests.Scenarios;

public sealed class GatekeeperTests
{
    [Theory]
    [InlineData("claire")]
    [InlineData("hugo")]
    public async Task The_client_closes_without_a_code(string login)
    {
        await using var world = await World.ClinicAsync();

        Assert.Null((await SetAsync(world, login, open: false)).Refusal);

        Assert.False(await IsOpenAsync(world));
        Assert.Single(await world.EntriesAsync("gatekeeper.closed"));
    }

    [Fact]
    public async Task Closing_what_is_closed_says_nothing_twice()
    {
        await using var world = await World.ClinicAsync();

        await SetAsync(world, "claire", open: false);
        Assert.Null((await SetAsync(world, "hugo", open: false)).Refusal);

        Assert.Single(await world.EntriesAsync("gatekeeper.closed"));
    }

    [Fact]
    public async Task Opening_needs_a_right_code()
    {
        await using var world = await World.ClinicAsync();
        await SetAsync(world, "claire", open: false);
        var code = await world.CodeOfAsync("claire");

        Assert.Equal("code.missing", (await SetAsync(world, "claire", open: true)).Refusal?.Code);
        Assert.Equal("code.wrong", (await SetAsync(world, "claire", open: true, code: "000000")).Refusal?.Code);
        Assert.False(await IsOpenAsync(world));
        Assert.Null((await SetAsync(world, "claire", open: true, code: code)).Refusal);
        Assert.True(await IsOpenAsync(world));
    }

    [Fact]
    public async Task Opened_until_a_time_it_closes_by_itself_and_the_clock_says_so()
    {
        await using var world = await World.ClinicAsync();
        var code = await world.CodeOfAsync("claire");
        await SetAsync(world, "claire", open: true, world.Now.AddHours(1), code);

        world.Wait(TimeSpan.FromHours(1));

        Assert.False(await IsOpenAsync(world));
        Assert.Equal(1, await world.TickAsync());
        Assert.Equal("system", (string)Assert.Single(await world.EntriesAsync("gatekeeper.closed"))["by"]!);
    }

    [Theory]
    [InlineData("sophie", "role.may_not_guard")]
    [InlineData("ana", "role.may_not_guard")]
    [InlineData("rachel", "role.may_not_guard")]
    public async Task Nobody_of_the_provider_and_no_reviewer_touches_it(string login, string code)
    {
        await using var world = await World.ClinicAsync();

        Assert.Equal(code, (await SetAsync(world, login, open: false)).Refusal?.Code);
        Assert.Equal(code, (await SetAsync(world, login, open: true, code: "123456")).Refusal?.Code);
        Assert.True(await IsOpenAsync(world));
    }

    [Fact]
    public async Task It_does_not_open_until_a_time_that_is_past()
    {
        await using var world = await World.ClinicAsync();

        Assert.Equal(
            "gatekeeper.until", (await SetAsync(world, "claire", open: true, world.Now, code: "123456")).Refusal?.Code);
    }

    static Task<bool> IsOpenAsync(World world) =>
        world.ReadAsync(rows => GatekeeperRules.IsOpenAsync(rows, world.Client, world.Now));

    static async Task<Answer<Gatekeeper>> SetAsync(
        World world, string login, bool open, DateTimeOffset? until = null, string? code = null)
    {
        var person = await world.PersonAsync(login);
        return await world.DoAsync(work => world.Gatekeepers.SetAsync(
            work, person, world.Client, open, until, code, World.Somewhere, world.Now, World.Ct));
    }
}
