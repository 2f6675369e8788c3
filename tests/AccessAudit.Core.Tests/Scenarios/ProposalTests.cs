using System.Text.Json.Nodes;
using AccessAudit.Contracts;
using AccessAudit.Grants;
using AccessAudit.Journal;
using AccessAudit.Proposals;
using AccessAudit.Refusals;
using Xunit;

namespace AccessAudit.Core.Tests.Scenarios;

/// <summary>The provider proposes, the client decides.</summary>
public sealed class ProposalTests
{
    static readonly string OtherKey =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILvPDzt9mbn3ACZxYBmhL4ebRZAmMM76EAayPI5xegiw";

    [Fact]
    public async Task A_proposal_changes_nothing_until_a_client_admin_accepts_it_with_a_code()
    {
        await using var world = await World.ClinicAsync();
        var proposal = await ProposedAsync(world, "claire", x => x.RemovePerson("hugo"));
        Assert.True((await world.PersonAsync("hugo")).Active);

        var accepted = await world.AcceptAsync("claire", proposal.Id);

        Assert.Equal(ProposalState.Accepted, accepted.Value!.State);
        Assert.False((await world.PersonAsync("hugo")).Active);
        Assert.Equal(proposal.BodyHash, (await world.RowAsync<Contract>(world.Client, 2)).BodyHash);
        var told = Assert.Single(await world.EntriesAsync("proposal.accepted"));
        Assert.Equal(
            (proposal.BodyHash, proposal.BodyHash),
            ((string)told["d"]!["sha256"]!, (string)(await world.EntriesAsync("contract.version_created"))[1]["d"]!["sha256"]!));
        var code = (await world.EntriesAsync("otp.verified")).Last(x => (string)x["d"]!["purpose"]! == "accept");
        Assert.Equal(proposal.BodyHash, (string)code["d"]!["subject"]!);
        Assert.True(Catalogue.Find("proposal.accepted")!.LogBeforeAct);
    }

    [Fact]
    public async Task An_import_by_the_operator_of_a_later_version_is_a_proposal_and_changes_nothing()
    {
        await using var world = await World.ClinicAsync();

        var import = await world.ImportAsync(world.Amended(x => x["policy"]!["codeWindowMinutesMax"] = 15));

        Assert.Equal((1, false), (import.Version, import.Changed));
        Assert.Equal(5, (await world.RowAsync<Contract>(world.Client, 1)).CodeWindowCap);
        Assert.Null(await world.ReadAsync(rows => rows.FindAsync<Contract>(world.Client, 2)));
        var told = Assert.Single(await world.EntriesAsync("proposal.made"));
        Assert.Equal((import.Proposal, "system"), ((string)told["d"]!["proposal"]!, (string)told["by"]!));
    }

    [Fact]
    public async Task The_difference_names_everything_that_would_change_in_order()
    {
        await using var world = await World.ClinicAsync();
        var contract = await world.RowAsync<Contract>(world.Client, 1);
        var json = Amendments.Of(contract)
            .AddPerson(new("nora", "Nora Petit", false, ["approver"], "https://login.tilleuls.example/", "nora.petit"))
            .RemovePerson("hugo").ChangeRoles("rachel", ["reviewer"])
            .Engage("sophie", new(2026, 5, 1), new(2026, 5, 2))
            .AddTarget(new("srv-new", "Nouveau", "new.example", 22, [OtherKey], 1, ["paie"], ["maint"], []))
            .RetireTarget("srv-mail").ReplaceHostKeys("srv-compta", [OtherKey]).ChangeAddress("srv-compta", "10.0.0.1", 2200)
            .SetOwners("srv-compta", ["claire", "nora"]).SetPolicy(10).SetEnd(new(2029, 1, 1))
            .SetRecipients(["age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg"])
            .Json;

        var proposed = await world.ProposeAsync("claire", json);

        Assert.Empty(proposed.Value!.Errors);
        var changes = await world.ReadAsync(rows => ProposalDesk.ChangesAsync(rows, proposed.Value.Proposal!));
        Assert.Equal(
            [
                (ChangeKind.PersonAdded, "nora"), (ChangeKind.PersonRemoved, "hugo"), (ChangeKind.RolesChanged, "rachel"),
                (ChangeKind.EngagementAdded, "sophie"), (ChangeKind.TargetAdded, "srv-new"),
                (ChangeKind.TargetRetired, "srv-mail"), (ChangeKind.AddressChanged, "srv-compta"),
                (ChangeKind.HostKeysChanged, "srv-compta"), (ChangeKind.OwnersChanged, "srv-compta"),
                (ChangeKind.RecipientsChanged, ""), (ChangeKind.CodeWindowChanged, ""), (ChangeKind.DatesChanged, ""),
            ],
            changes.Select(x => (x.Kind, x.Subject)));
        Assert.Equal("Les rôles de rachel deviennent reviewer (avant\u00a0: reviewer, dpo)", changes[2].Say("fr"));
        Assert.All(changes, change => Assert.NotEqual(change.Say("fr"), change.Say("en")));
        Assert.DoesNotContain("\\u00", json);
    }

    [Fact]
    public async Task What_was_approved_for_a_machine_ends_when_the_client_accepts_other_host_keys()
    {
        await using var world = await World.ClinicAsync();
        var grant = await world.GrantAsync();
        var proposal = await ProposedAsync(world, "claire", x => x.ReplaceHostKeys("srv-compta", [OtherKey]));
        Assert.Null((await world.RowAsync<Grant>(world.Client, grant.Id)).EndedBy);

        Assert.Null((await world.AcceptAsync("claire", proposal.Id)).Refusal);

        Assert.Equal(GrantEnd.ScopeChanged, (await world.RowAsync<Grant>(world.Client, grant.Id)).EndedBy);
    }

    [Fact]
    public async Task A_file_with_errors_is_answered_with_all_of_them_and_not_kept()
    {
        await using var world = await World.ClinicAsync();

        var answer = await world.ProposeAsync("claire", world.Amended(contract =>
        {
            contract["colour"] = "red";
            contract["people"]![0]!["roles"] = new JsonArray("approver");
        }));

        Assert.Null(answer.Value!.Proposal);
        Assert.Equal(
            [("$.people", "file.no_admin"), ("$.colour", "file.member_unknown")],
            answer.Value.Errors.Select(x => (x.Path, x.Expected.Code)));
        Assert.Empty(await world.ReadAsync(rows => rows.ListAsync<Proposal>(_ => true)));
    }

    [Theory]
    [InlineData("hugo", "role.missing")]
    [InlineData("rachel", "role.missing")]
    [InlineData("sophie", "proposal.unknown")]
    [InlineData("ana", "proposal.unknown")]
    public async Task Nobody_but_a_client_admin_accepts(string login, string code)
    {
        await using var world = await World.ClinicAsync();
        var proposal = await ProposedAsync(world, "claire", x => x.SetPolicy(15));

        Assert.Equal(code, (await world.AcceptAsync(login, proposal.Id)).Refusal?.Code);
        Assert.Null(await world.ReadAsync(rows => rows.FindAsync<Contract>(world.Client, 2)));
    }

    [Fact]
    public async Task Only_the_providers_admin_and_the_client_admin_propose()
    {
        await using var world = await World.ClinicAsync(contract =>
            contract["people"]![4]!["roles"] = new JsonArray("provider-admin"));
        var json = world.Amended(contract =>
        {
            contract["policy"]!["codeWindowMinutesMax"] = 15;
            contract["people"]![4]!["roles"] = new JsonArray("provider-admin");
        });

        Assert.Equal("role.missing", (await world.ProposeAsync("hugo", json)).Refusal?.Code);
        Assert.Equal("role.missing", (await world.ProposeAsync("ana", json)).Refusal?.Code);
        var proposed = await world.ProposeAsync("sophie", json);
        Assert.NotNull(proposed.Value!.Proposal);
        Assert.Equal("proposal.exists", (await world.ProposeAsync("claire", json)).Refusal?.Code);
        Assert.Equal("role.missing", (await world.AcceptAsync("sophie", proposed.Value.Proposal.Id)).Refusal?.Code);
        Assert.Equal("client.unknown", (await world.ProposeAsync("claire", json, "0000000000")).Refusal?.Code);
    }

    [Fact]
    public async Task A_client_admin_cannot_make_anybody_staff_of_the_provider()
    {
        await using var world = await World.ClinicAsync();
        const string Issuer = "https://login.tilleuls.example/";
        async Task<string> ErrorAsync(string json)
        {
            var error = Assert.Single((await world.ProposeAsync("claire", json)).Value!.Errors);
            return $"{error.Path[(error.Path.LastIndexOf('.') + 1)..]} {error.Expected.Code}";
        }

        var contract = await world.RowAsync<Contract>(world.Client, 1);
        Assert.Equal("organization file.provider_person", await ErrorAsync(Amendments.Of(contract)
            .AddPerson(new("mole", "M. Ole", true, ["provider-security"], Issuer, "mole")).Json));
        Assert.Equal("roles file.provider_person", await ErrorAsync(
            Amendments.Of(contract).ChangeRoles("ana", ["technician", "provider-admin"]).Json));
        Assert.Equal("name file.provider_person", await ErrorAsync(
            world.Amended(file => file["people"]!.AsArray().Single(x => (string)x!["login"]! == "ana")!["name"] = "Sophie")));
        await ProposedAsync(world, "claire", x => x.RemovePerson("ana"));
    }

    [Fact]
    public async Task What_the_provider_proposes_of_its_own_people_the_client_can_accept()
    {
        await using var world = await World.ClinicAsync(contract =>
            contract["people"]![4]!["roles"] = new JsonArray("provider-admin"));
        var proposal = await ProposedAsync(world, "sophie", x => x.ChangeRoles("ana", ["provider-security", "technician"]));

        Assert.Null((await world.AcceptAsync("claire", proposal.Id)).Refusal);

        Assert.Equal(["provider-security", "technician"], (await world.PersonAsync("ana")).Roles);
    }

    [Fact]
    public async Task Of_two_proposals_the_accepted_one_overtakes_the_other()
    {
        await using var world = await World.ClinicAsync();
        var one = await ProposedAsync(world, "claire", x => x.SetPolicy(15));
        var other = await ProposedAsync(world, "claire", x => x.RemovePerson("hugo"));

        Assert.Null((await world.AcceptAsync("claire", one.Id)).Refusal);

        var late = await world.AcceptAsync("claire", other.Id);
        Assert.Equal(("proposal.over", "overtaken"), (late.Refusal!.Code, late.Refusal.Arguments[0]));
        Assert.True((await world.PersonAsync("hugo")).Active);
        Assert.Single(await world.EntriesAsync("proposal.overtaken"));
    }

    [Fact]
    public async Task A_proposal_changed_in_the_database_is_accepted_by_nobody()
    {
        await using var world = await World.ClinicAsync();
        var proposal = await ProposedAsync(world, "claire", x => x.SetPolicy(15));
        await world.DoAsync(work =>
        {
            work.Replace(proposal with { Body = proposal.Body.Replace("15", "14") });
            return Task.FromResult(true);
        });

        Assert.Equal("proposal.altered", (await world.AcceptAsync("claire", proposal.Id)).Refusal?.Code);
    }

    [Fact]
    public async Task A_proposal_is_refused_with_a_reason_withdrawn_by_its_proposer_or_expires_after_14_days()
    {
        await using var world = await World.ClinicAsync();
        var claire = await world.PersonAsync("claire");
        var refused = await ProposedAsync(world, "claire", x => x.SetPolicy(1));
        var withdrawn = await ProposedAsync(world, "claire", x => x.SetPolicy(2));
        var expired = await ProposedAsync(world, "claire", x => x.SetPolicy(3));

        Task<Answer<Proposal>> Refuse(string reason) => world.DoAsync(work => world.Proposals.RefuseAsync(
            work, claire, refused.Id, reason, World.Somewhere, world.Now, World.Ct));
        Assert.Equal("text.missing", (await Refuse(" ")).Refusal?.Code);
        Assert.Equal("Pas cette année", (await Refuse("Pas  cette année")).Value?.Reason);
        Assert.Equal("proposal.over", (await Refuse("Encore non")).Refusal?.Code);
        Assert.Null((await world.DoAsync(work => world.Proposals.WithdrawAsync(
            work, claire, withdrawn.Id, null, World.Somewhere, world.Now, World.Ct))).Refusal);

        world.Wait(TimeSpan.FromDays(14));
        Assert.Equal("proposal.over", (await world.AcceptAsync("claire", expired.Id)).Refusal?.Code);
        await world.TickAsync();
        await world.TickAsync();
        Assert.Equal(
            (1, 1, 1),
            ((await world.EntriesAsync("proposal.refused")).Count, (await world.EntriesAsync("proposal.withdrawn")).Count,
                (await world.EntriesAsync("proposal.expired")).Count));
    }

    [Fact]
    public async Task A_proposal_that_changes_nothing_is_told_so()
    {
        await using var world = await World.ClinicAsync();

        Assert.Equal("proposal.changes_nothing", (await world.ProposeAsync("claire", World.Contract())).Refusal?.Code);
        await ProposedAsync(world, "claire", x => x.RemovePerson("nobody-of-that-name"));
        var only = Assert.Single(await world.ReadAsync(rows => rows.ListAsync<Proposal>(_ => true)));
        var changes = await world.ReadAsync(rows => ProposalDesk.ChangesAsync(rows, only));
        Assert.Equal(ChangeKind.WordingChanged, Assert.Single(changes).Kind);
    }

    static async Task<Proposal> ProposedAsync(World world, string login, Func<Amendments, Amendments> amend)
    {
        var contract = await world.ReadAsync(rows =>
            rows.ListAsync<Contract, int>(x => x.Client == world.Client, x => x.Number, descending: true, 1));
        var answer = await world.ProposeAsync(login, amend(Amendments.Of(contract[0])).Json);
        Assert.True(answer.Value?.Proposal is not null, answer.Refusal?.Code ?? string.Join(", ", answer.Value!.Errors));
        return answer.Value.Proposal;
    }
}
