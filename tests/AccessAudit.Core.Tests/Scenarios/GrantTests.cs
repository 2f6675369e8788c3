using AccessAudit.Grants;
using AccessAudit.Refusals;
using AccessAudit.Requests;
using Xunit;

namespace AccessAudit.Core.Tests.Scenarios;

public sealed class GrantTests
{
    [Theory]
    [InlineData("ana")]
    [InlineData("claire")]
    [InlineData("hugo")]
    [InlineData("sophie")]
    public async Task Its_holder_the_client_and_the_providers_security_end_a_grant_without_a_code(string login)
    {
        await using var world = await World.ClinicAsync();
        var grant = await world.GrantAsync();

        var ended = await RevokeAsync(world, login, grant.Id, "Fin du travail");

        Assert.Equal((GrantState.Ended, GrantEnd.Revoked), (ended.Value!.State, ended.Value.EndedBy));
        Assert.Equal("revoked", (string)Assert.Single(await world.EntriesAsync("grant.ended"))["d"]!["reason"]!);
    }

    [Theory]
    [InlineData("rachel", "Fin du travail", "role.may_not_revoke")]
    [InlineData("claire", "  ", "text.missing")]
    public async Task Who_may_not_or_does_not_say_why_ends_nothing(string login, string reason, string code)
    {
        await using var world = await World.ClinicAsync();
        var grant = await world.GrantAsync();

        Assert.Equal(code, (await RevokeAsync(world, login, grant.Id, reason)).Refusal?.Code);
        Assert.True((await world.RowAsync<Grant>(world.Client, grant.Id)).IsOpenAt(world.Now));
    }

    [Fact]
    public async Task A_grant_never_ends_twice()
    {
        await using var world = await World.ClinicAsync();
        var grant = await world.GrantAsync();
        await RevokeAsync(world, "claire", grant.Id, "Fin du travail");

        Assert.Equal(new Refusal("grant.over", "revoked"), (await RevokeAsync(world, "claire", grant.Id, "Encore")).Refusal);
    }

    [Fact]
    public async Task An_approved_extension_moves_the_end()
    {
        await using var world = await World.ClinicAsync();
        var grant = await world.GrantAsync();

        var request = (await ExtendAsync(world, "ana", grant.Id, 30)).Value!;
        var decided = await world.ApproveAsync("claire", request.Id, minutes: 20);

        var extended = await world.RowAsync<Grant>(world.Client, grant.Id);
        Assert.Equal((grant.Id, grant.ClosesAt), (request.Extends, request.ValidUntil));
        Assert.Equal(grant.ClosesAt.AddMinutes(20), extended.ClosesAt);
        Assert.Equal((extended.ClosesAt, extended.ClosesAt), (extended.HardStop, extended.ClaimBy));
        Assert.Equal(grant.Id, decided.Value!.Request.Grant);
        Assert.Single(await world.EntriesAsync("grant.extended"));
        Assert.Single(await world.EntriesAsync("grant.scheduled"));
    }

    [Fact]
    public async Task An_extension_never_leaves_a_longer_code_window_than_it_approved()
    {
        await using var world = await World.ClinicAsync();
        var first = await world.RequestAsync();
        var grant = (await world.ApproveAsync("claire", first.Id, window: 5)).Value!.Grant!;
        Assert.Equal(5, grant.CodeWindowMinutes);

        var request = (await ExtendAsync(world, "ana", grant.Id, 30)).Value!;
        await world.ApproveAsync("claire", request.Id);

        Assert.Equal(0, (await world.RowAsync<Grant>(world.Client, grant.Id)).CodeWindowMinutes);
    }

    [Fact]
    public async Task Extensions_stay_within_two_hours_of_the_cap()
    {
        await using var world = await World.ClinicAsync();
        var grant = await world.GrantAsync(x => x with { Minutes = 240 });

        Assert.Equal(
            new Refusal("extension.out_of_range", "120", "121"), (await ExtendAsync(world, "ana", grant.Id, 121)).Refusal);
        var all = (await ExtendAsync(world, "ana", grant.Id, 120)).Value!;
        Assert.Equal("extension.already_asked", (await ExtendAsync(world, "ana", grant.Id, 1)).Refusal?.Code);
        Assert.Null((await world.ApproveAsync("claire", all.Id)).Refusal);
        Assert.Equal("extension.none_left", (await ExtendAsync(world, "ana", grant.Id, 1)).Refusal?.Code);
    }

    [Fact]
    public async Task An_extension_of_a_grant_that_has_ended_meanwhile_is_refused_with_the_reason()
    {
        await using var world = await World.ClinicAsync();
        var grant = await world.GrantAsync();
        var request = (await ExtendAsync(world, "ana", grant.Id, 30)).Value!;
        await RevokeAsync(world, "claire", grant.Id, "Fin du travail");

        Assert.Equal("extension.grant_over", (await world.ApproveAsync("claire", request.Id)).Refusal?.Code);
        Assert.Equal("extension.grant_over", (await ExtendAsync(world, "ana", grant.Id, 30)).Refusal?.Code);
    }

    [Fact]
    public async Task Nobody_extends_another_ones_grant()
    {
        await using var world = await World.ClinicAsync();
        var grant = await world.GrantAsync();

        Assert.Equal("extension.not_yours", (await ExtendAsync(world, "claire", grant.Id, 30)).Refusal?.Code);
        Assert.Equal("grant.unknown", (await ExtendAsync(world, "ana", "nosuchgrant", 30)).Refusal?.Code);
    }

    [Fact]
    public async Task The_clock_writes_down_what_time_has_done_once()
    {
        await using var world = await World.ClinicAsync();
        var grant = await world.GrantAsync(x => x with { From = world.Now.AddHours(2) });
        var request = await world.RequestAsync();
        var entries = (await world.KindsAsync()).Count;

        world.Wait(TimeSpan.FromHours(2));
        Assert.Equal(1, await world.TickAsync());
        Assert.Equal(GrantState.Ready, (await world.RowAsync<Grant>(world.Client, grant.Id)).State);
        Assert.Equal(entries, (await world.KindsAsync()).Count);

        world.Wait(TimeSpan.FromHours(24));
        Assert.Equal(2, await world.TickAsync());
        Assert.Equal(GrantEnd.Expired, (await world.RowAsync<Grant>(world.Client, grant.Id)).EndedBy);
        Assert.Equal(RequestState.Expired, (await world.RowAsync<AccessRequest>(world.Client, request.Id)).State);
        Assert.Equal(["request.expired", "grant.ended"], (await world.KindsAsync()).TakeLast(2));
        Assert.Equal(0, await world.TickAsync());
    }

    static async Task<Answer<Grant>> RevokeAsync(World world, string login, string grant, string reason)
    {
        var person = await world.PersonAsync(login);
        return await world.DoAsync(work =>
            world.Grants.RevokeAsync(work, person, grant, reason, World.Somewhere, world.Now, World.Ct));
    }

    static async Task<Answer<AccessRequest>> ExtendAsync(World world, string login, string grant, int minutes)
    {
        var person = await world.PersonAsync(login);
        return await world.DoAsync(work => world.Grants.ExtendAsync(
            work, person, grant, minutes, "Le redémarrage dure plus que prévu", World.Somewhere, world.Now, World.Ct));
    }
}
