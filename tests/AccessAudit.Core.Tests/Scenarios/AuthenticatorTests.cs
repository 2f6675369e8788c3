using System.Text.Json.Nodes;
using AccessAudit.Codes;
using AccessAudit.Grants;
using AccessAudit.Refusals;
using Xunit;

namespace AccessAudit.Core.Tests.Scenarios;

/// <summary>Who may bring a phone, and who lets them.</summary>
public sealed class AuthenticatorTests
{
    [Theory]
    [InlineData("hugo")]
    [InlineData("ana")]
    public async Task The_first_people_of_a_client_and_those_of_the_provider_enrol_by_themselves_once(string login)
    {
        await using var world = await World.ClinicAsync();

        var enrolled = await world.EnrolAsync(login);

        Assert.Equal(8, enrolled.Value!.RecoveryCodes.Distinct().Count());
        Assert.All(enrolled.Value.RecoveryCodes, code => Assert.Matches("^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$", code));
        Assert.Equal("authenticator.exists", (await world.EnrolAsync(login)).Refusal?.Code);
        Assert.DoesNotContain(
            await world.ReadAsync(rows => rows.ListAsync<EnrolmentPermit>(_ => true)),
            permit => permit.Person == enrolled.Value.Authenticator.Person);
        Assert.Equal("8", (string)Assert.Single(await world.EntriesAsync("recovery.issued"))["d"]!["count"]!.ToString());
    }

    [Fact]
    public async Task Whoever_comes_later_to_a_client_waits_for_a_colleague_with_a_code()
    {
        await using var world = await World.ClinicAsync();
        await world.AmendAsync(AddNora);

        Assert.Equal("enrolment.not_allowed", (await world.EnrolAsync("nora")).Refusal?.Code);
        Assert.Equal(
            "enrolment.not_allowed", (string)Assert.Single(await world.EntriesAsync("act.declined"))["d"]!["code"]!);
        var allowed = await HelpAsync(world, "claire", "nora", reset: false);
        Assert.Equal(world.Now + TimeSpan.FromHours(24), allowed.Value!.Until);
        Assert.Null((await world.EnrolAsync("nora")).Refusal);
        Assert.Single(await world.EntriesAsync("authenticator.allowed"));
    }

    [Fact]
    public async Task A_permit_ends_after_24_hours_and_serves_once()
    {
        await using var world = await World.ClinicAsync();
        await world.AmendAsync(AddNora);
        await HelpAsync(world, "claire", "nora", reset: false);
        world.Wait(TimeSpan.FromHours(24));
        Assert.Equal("enrolment.not_allowed", (await world.EnrolAsync("nora")).Refusal?.Code);

        await HelpAsync(world, "claire", "nora", reset: false);
        Assert.Null((await world.EnrolAsync("nora")).Refusal);
        await HelpAsync(world, "claire", "nora", reset: true);
        Assert.Null((await world.EnrolAsync("nora")).Refusal);
        Assert.Equal("authenticator.exists", (await world.EnrolAsync("nora")).Refusal?.Code);
    }

    [Fact]
    public async Task A_reset_makes_the_old_phone_its_windows_and_its_recovery_codes_worthless()
    {
        await using var world = await World.ClinicAsync();
        var old = (await world.EnrolAsync("ana")).Value!;
        await AddBossesAsync(world);
        var grant = await world.GrantAsync();
        await world.DoAsync(work =>
        {
            work.Add(new CodeWindow
            {
                Client = world.Client,
                Grant = grant.Id,
                KeyFingerprint = "SHA256:x",
                Source = "192.0.2.7",
                Until = world.Now.AddMinutes(5),
            });
            return Task.FromResult(true);
        });
        var (ana, code) = (await world.PersonAsync("ana"), await world.CodeOfAsync("ana"));

        Assert.Null((await HelpAsync(world, "bea", "ana", reset: true)).Refusal);

        var check = await world.DoAsync(work => world.Codes.CheckAsync(
            work, ana, code, CodePurpose.Start, grant.Id, world.Client, World.Somewhere, world.Now, World.Ct));
        Assert.Equal("code.not_enrolled", check?.Code);
        Assert.Empty(await world.ReadAsync(rows => rows.ListAsync<CodeWindow>(_ => true)));
        Assert.Equal("recovery.wrong", (await RecoverAsync(world, "ana", old.RecoveryCodes[0])).Refusal?.Code);
        var told = Assert.Single(await world.EntriesAsync("authenticator.reset"));
        Assert.NotNull((string?)told["d"]!["about"]);
        Assert.DoesNotContain(ana.Id, told.ToJsonString());
    }

    [Theory]
    [InlineData("claire", "claire", "authenticator.own")]
    [InlineData("hugo", "claire", null)]
    [InlineData("rachel", "hugo", "role.missing")]
    [InlineData("sophie", "hugo", "authenticator.other_organization")]
    [InlineData("ana", "hugo", "authenticator.other_organization")]
    [InlineData("bea", "hugo", "authenticator.other_organization")]
    [InlineData("claire", "ana", "authenticator.other_organization")]
    [InlineData("ana", "sophie", "role.missing")]
    [InlineData("bea", "bea", "authenticator.own")]
    [InlineData("bea", "sophie", null)]
    public async Task Only_a_colleague_with_the_role_resets_and_nobody_for_oneself(string helper, string login, string? code)
    {
        await using var world = await World.ClinicAsync();
        await AddBossesAsync(world);
        await world.CodeOfAsync(login);

        var answer = await HelpAsync(world, helper, login, reset: true);

        Assert.Equal(code, answer.Refusal?.Code);
        Assert.Equal(code is null ? 0 : 1, (await world.EntriesAsync("act.declined")).Count);
    }

    [Fact]
    public async Task With_a_second_admin_an_approver_resets_nobody()
    {
        await using var world = await World.ClinicAsync(contract =>
            contract["people"]![2]!["roles"] = new JsonArray("client-admin"));
        await world.CodeOfAsync("claire");

        Assert.Equal("role.missing", (await HelpAsync(world, "hugo", "claire", reset: true)).Refusal?.Code);
        Assert.Null((await HelpAsync(world, "rachel", "claire", reset: true)).Refusal);
    }

    [Fact]
    public async Task A_reset_without_a_code_or_with_a_wrong_one_changes_nothing()
    {
        await using var world = await World.ClinicAsync();
        await world.CodeOfAsync("hugo");
        await world.CodeOfAsync("claire");

        Assert.Equal("code.missing", (await HelpAsync(world, "claire", "hugo", reset: true, " ")).Refusal?.Code);
        Assert.Equal("code.wrong", (await HelpAsync(world, "claire", "hugo", reset: true, "000000")).Refusal?.Code);
        Assert.Equal("authenticator.exists", (await world.EnrolAsync("hugo")).Refusal?.Code);
    }

    [Fact]
    public async Task A_recovery_code_revokes_the_old_phone_lets_enrol_once_and_approves_nothing()
    {
        await using var world = await World.ClinicAsync();
        var codes = (await world.EnrolAsync("claire")).Value!.RecoveryCodes;
        var request = await world.RequestAsync();
        Assert.Equal("code.wrong", (await world.ApproveAsync("claire", request.Id, code: codes[0])).Refusal?.Code);

        var typed = codes[0].ToLowerInvariant().Replace('-', ' ');
        Assert.Equal(PermitCause.Recovery, (await RecoverAsync(world, "claire", typed)).Value?.Cause);

        Assert.Equal("7", Assert.Single(await world.EntriesAsync("recovery.used"))["d"]!["left"]!.ToString());
        var old = await world.CodeOfAsync("claire");
        Assert.Equal("code.not_enrolled", (await world.ApproveAsync("claire", request.Id, code: old)).Refusal?.Code);
        Assert.Null((await world.EnrolAsync("claire")).Refusal);
        Assert.Null((await world.ApproveAsync("claire", request.Id)).Refusal);
        Assert.Equal("recovery.wrong", (await RecoverAsync(world, "claire", codes[1])).Refusal?.Code);
    }

    [Fact]
    public async Task A_recovery_code_serves_its_owner_once_and_guessing_is_locked()
    {
        await using var world = await World.ClinicAsync();
        var codes = (await world.EnrolAsync("claire")).Value!.RecoveryCodes;
        await world.EnrolAsync("hugo");
        Assert.Equal("recovery.wrong", (await RecoverAsync(world, "hugo", codes[0])).Refusal?.Code);

        Assert.Null((await RecoverAsync(world, "claire", codes[0])).Refusal);
        Assert.Equal("recovery.wrong", (await RecoverAsync(world, "claire", codes[0])).Refusal?.Code);
        for (var i = 0; i < 3; i++)
            Assert.Equal("recovery.wrong", (await RecoverAsync(world, "claire", "nonsense")).Refusal?.Code);
        Assert.Equal("code.locked", (await RecoverAsync(world, "claire", "nonsense")).Refusal?.Code);
        Assert.Equal("code.locked", (await RecoverAsync(world, "claire", codes[1])).Refusal?.Code);
    }

    [Fact]
    public async Task New_recovery_codes_take_a_code_and_make_the_old_ones_worthless()
    {
        await using var world = await World.ClinicAsync();
        var old = (await world.EnrolAsync("claire")).Value!.RecoveryCodes;
        var (claire, code) = (await world.PersonAsync("claire"), await world.CodeOfAsync("claire"));

        Task<Answer<string[]>> Renew(string typed) => world.DoAsync(work =>
            world.Authenticators.RenewAsync(work, claire, typed, World.Somewhere, world.Now, World.Ct));
        Assert.Equal("code.wrong", (await Renew("000000")).Refusal?.Code);
        var drawn = (await Renew(code)).Value!;

        Assert.Empty(drawn.Intersect(old));
        Assert.Equal("recovery.wrong", (await RecoverAsync(world, "claire", old[0])).Refusal?.Code);
        Assert.Null((await RecoverAsync(world, "claire", drawn[7])).Refusal);
        Assert.Equal(2, (await world.EntriesAsync("recovery.issued")).Count);
    }

    [Fact]
    public async Task Whoever_left_and_comes_back_is_let_in_anew()
    {
        await using var world = await World.ClinicAsync();
        await world.AmendAsync(contract => contract["people"]!.AsArray().RemoveAt(1));
        await world.AmendAsync(_ => { });

        Assert.Equal("enrolment.not_allowed", (await world.EnrolAsync("hugo")).Refusal?.Code);
    }

    static async Task<Answer<EnrolmentPermit>> HelpAsync(
        World world, string helper, string login, bool reset, string? code = null)
    {
        var right = code ?? await world.CodeOfAsync(helper);
        var (who, whom) = (await world.PersonAsync(helper), await world.PersonAsync(login));
        return await world.DoAsync(work => reset
            ? world.Authenticators.ResetAsync(work, who, whom.Id, right, World.Somewhere, world.Now, World.Ct)
            : world.Authenticators.AllowAsync(work, who, whom.Id, right, World.Somewhere, world.Now, World.Ct));
    }

    static async Task<Answer<EnrolmentPermit>> RecoverAsync(World world, string login, string code)
    {
        var person = await world.PersonAsync(login);
        return await world.DoAsync(work =>
            world.Authenticators.RecoverAsync(work, person, code, World.Somewhere, world.Now, World.Ct));
    }

    static void AddNora(JsonNode contract) => contract["people"]!.AsArray().Add(new JsonObject
    {
        ["login"] = "nora",
        ["name"] = "Nora Petit",
        ["organization"] = "client",
        ["roles"] = new JsonArray("approver"),
        ["identity"] = new JsonObject { ["issuer"] = "https://login.tilleuls.example/", ["subject"] = "nora.petit" },
    });

    /// <summary>The provider's admin.</summary>
    static async Task AddBossesAsync(World world)
    {
        var import = await world.AmendAsync(contract => contract["people"]!.AsArray().Add(new JsonObject
        {
            ["login"] = "bea",
            ["name"] = "Béa Simon",
            ["organization"] = "provider",
            ["roles"] = new JsonArray("provider-admin"),
            ["identity"] = new JsonObject { ["issuer"] = "https://login.ponant.example/", ["subject"] = "bsimon" },
        }));
        Assert.True(import.Changed);
    }
}
