using System.Text.Json.Nodes;
using AccessAudit.Approvals;
using AccessAudit.Grants;
using AccessAudit.Requests;
using Xunit;

namespace AccessAudit.Core.Tests.Scenarios;

public sealed class ApprovalTests
{
    [Fact]
    public async Task An_approval_with_a_code_makes_a_grant_and_the_log_says_what_was_approved()
    {
        await using var world = await World.ClinicAsync();
        var request = await world.RequestAsync();

        var decided = await world.ApproveAsync("claire", request.Id, minutes: 45, window: 5);

        var grant = decided.Value!.Grant!;
        Assert.Equal(RequestState.Approved, decided.Value.Request.State);
        Assert.Equal((world.Now, world.Now.AddMinutes(45)), (grant.OpensAt, grant.ClosesAt));
        Assert.Equal((grant.ClosesAt, grant.ClosesAt, grant.ClosesAt), (grant.ClaimBy, grant.ApprovedUntil, grant.HardStop));
        Assert.Equal((GrantState.Ready, 5), (grant.State, grant.CodeWindowMinutes));
        Assert.Equal(
            ["otp.verified", "approval.approved", "grant.scheduled"],
            (await world.KindsAsync()).Where(x => x != "identity.bound").TakeLast(3));
        var told = Assert.Single(await world.EntriesAsync("approval.approved"));
        Assert.Equal((request.Hash, 45L), ((string)told["d"]!["request_hash"]!, (long)told["d"]!["minutes"]!));
        var code = Assert.Single(await ApprovalCodesAsync(world));
        Assert.Equal($"{request.Hash}:45:5", (string)code["d"]!["subject"]!);
    }

    [Fact]
    public async Task A_grant_for_later_opens_at_the_wished_start()
    {
        await using var world = await World.ClinicAsync();
        var start = world.Now.AddHours(5);

        var grant = await world.GrantAsync(x => x with { From = start });

        Assert.Equal((start, GrantState.Scheduled), (grant.OpensAt, grant.State));
        Assert.Equal(GrantState.Ready, GrantRules.StateAt(grant, start));
    }

    [Theory]
    [InlineData("ana", "approval.own_request")]
    [InlineData("sophie", "approval.same_organization")]
    [InlineData("rachel", "role.may_not_decide")]
    [InlineData("hugo", "approval.not_owner")]
    public async Task Who_may_not_decide_is_refused_and_the_client_sees_that_they_tried(string login, string code)
    {
        await using var world = await World.ClinicAsync();
        var request = await world.RequestAsync();

        var answer = await world.ApproveAsync(login, request.Id, code: "123456");

        Assert.Equal(code, answer.Refusal?.Code);
        var told = Assert.Single(await world.EntriesAsync("act.declined"));
        Assert.Equal(("approval.approved", code), ((string)told["d"]!["act"]!, (string)told["d"]!["code"]!));
        Assert.Equal(RequestState.Pending, (await world.RowAsync<AccessRequest>(world.Client, request.Id)).State);
    }

    [Fact]
    public async Task Where_nobody_owns_the_target_any_approver_decides()
    {
        await using var world = await World.ClinicAsync();
        var request = await world.RequestAsync(x => x with { Target = "srv-mail" });

        Assert.Null((await world.ApproveAsync("hugo", request.Id)).Refusal);
    }

    [Theory]
    [InlineData(61, 0, "approval.minutes")]
    [InlineData(0, 0, "approval.minutes")]
    [InlineData(60, 6, "code_window.above_cap")]
    [InlineData(60, -1, "code_window.above_cap")]
    public async Task An_approval_never_lengthens_nor_opens_a_window_above_the_cap(int minutes, int window, string code)
    {
        await using var world = await World.ClinicAsync();
        var request = await world.RequestAsync();

        Assert.Equal(code, (await world.ApproveAsync("claire", request.Id, minutes, window)).Refusal?.Code);
        Assert.Empty(await ApprovalCodesAsync(world));
    }

    [Fact]
    public async Task A_wrong_code_approves_nothing()
    {
        await using var world = await World.ClinicAsync();
        var request = await world.RequestAsync();
        await world.CodeOfAsync("claire");

        Assert.Equal("code.wrong", (await world.ApproveAsync("claire", request.Id, code: "000000")).Refusal?.Code);
        Assert.Equal("code.missing", (await world.ApproveAsync("claire", request.Id, code: " ")).Refusal?.Code);
        Assert.Empty(await world.ReadAsync(rows => rows.ListAsync<Approval>(_ => true)));
    }

    [Fact]
    public async Task Silence_is_a_refusal()
    {
        await using var world = await World.ClinicAsync();
        var request = await world.RequestAsync();
        world.Wait(TimeSpan.FromHours(24));

        Assert.Equal("request.over", (await world.ApproveAsync("claire", request.Id)).Refusal?.Code);
        Assert.Equal(RequestState.Expired, (await world.RowAsync<AccessRequest>(world.Client, request.Id)).State);
        Assert.Contains("request.expired", await world.KindsAsync());
        Assert.Equal(0, await world.TickAsync());
    }

    [Fact]
    public async Task A_decided_request_is_decided_once()
    {
        await using var world = await World.ClinicAsync();
        var request = await world.RequestAsync();
        var claire = await world.PersonAsync("claire");

        var refused = await world.DoAsync(work => world.Requests.RefuseAsync(
            work, claire, request.Id, "Pas pendant la clôture", World.Somewhere, world.Now, World.Ct));

        Assert.Equal(RequestState.Refused, refused.Value!.State);
        Assert.Equal("request.over", (await world.ApproveAsync("claire", request.Id)).Refusal?.Code);
    }

    [Fact]
    public async Task A_request_changed_behind_the_gateways_back_cannot_be_approved()
    {
        await using var world = await World.ClinicAsync();
        var request = await world.RequestAsync();
        await world.DoAsync(work =>
        {
            work.Replace(request with { Minutes = 240 });
            return Task.FromResult(0);
        });

        Assert.Equal("request.altered", (await world.ApproveAsync("claire", request.Id)).Refusal?.Code);
    }

    [Fact]
    public async Task What_the_contract_covers_is_asked_again_when_it_is_approved()
    {
        await using var world = await World.ClinicAsync();
        var request = await world.RequestAsync();
        await world.AmendAsync(contract => contract["engagements"]!.AsArray().Clear());

        Assert.Equal("engagement.missing", (await world.ApproveAsync("claire", request.Id)).Refusal?.Code);
    }

    static async Task<IReadOnlyList<JsonNode>> ApprovalCodesAsync(World world) =>
        [.. (await world.EntriesAsync("otp.verified")).Where(x => (string)x["d"]!["purpose"]! == "approve")];
}
