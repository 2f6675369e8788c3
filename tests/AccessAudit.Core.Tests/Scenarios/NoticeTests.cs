using AccessAudit.Notices;
using AccessAudit.Sessions;
using Xunit;

namespace AccessAudit.Core.Tests.Scenarios;

/// <summary>Who is told of what, once.</summary>
public sealed class NoticeTests
{
    [Fact]
    public async Task A_request_is_told_to_those_who_may_decide_it_and_its_decision_to_the_technician()
    {
        await using var world = await World.ClinicAsync();
        var request = await world.RequestAsync();

        var asked = Assert.Single(await OfAsync(world, "claire"), x => x.Kind == "request.submitted");
        Assert.Equal("Ana Ribeiro demande 60 minutes sur srv-compta", NoticeBoard.Say(asked, "fr"));
        Assert.Equal((request.Id, world.Client), (asked.Subject, asked.Client));
        Assert.NotNull(asked.Event);
        // The accounting server has Claire as its owner; Hugo does not decide about it, nor does the reviewer.
        Assert.Empty(await OfAsync(world, "hugo"));
        Assert.Empty(await OfAsync(world, "rachel"));

        var claire = await world.PersonAsync("claire");
        await world.DoAsync(work => world.Requests.AskAsync(
            work, claire, request.Id, "Quel certificat ?", World.Somewhere, world.Now, World.Ct));
        var ana = await world.PersonAsync("ana");
        await world.DoAsync(work => world.Requests.AnswerAsync(
            work, ana, request.Id, "Celui du bilan", World.Somewhere, world.Now, World.Ct));
        Assert.Null((await world.ApproveAsync("claire", request.Id, minutes: 30)).Refusal);

        Assert.Equal(
            ["request.questioned", "approval.approved"], (await OfAsync(world, "ana")).Select(x => x.Kind));
        Assert.Equal(
            "Claire Morel approved 30 minutes on srv-compta", NoticeBoard.Say((await OfAsync(world, "ana"))[1], "en"));
        Assert.Contains(await OfAsync(world, "claire"), x => x.Kind == "request.answered");
    }

    [Fact]
    public async Task An_ending_grant_is_told_at_fifteen_and_five_minutes_and_again_after_an_extension()
    {
        await using var world = await World.ClinicAsync();
        var grant = await world.GrantAsync();
        await TickAsync(world, 44);
        Assert.Empty(await EndingsAsync(world));

        await TickAsync(world, 1);
        await TickAsync(world, 1);
        Assert.Equal(["15"], (await EndingsAsync(world)).Select(x => x.Arguments[1]));
        await TickAsync(world, 8);
        await TickAsync(world, 1);
        Assert.Equal(["15", "5"], (await EndingsAsync(world)).Select(x => x.Arguments[1]));

        await world.DoAsync(work =>
        {
            var later = grant.ClosesAt.AddMinutes(15);
            work.Replace(grant with { ClosesAt = later, ClaimBy = later, HardStop = later });
            return Task.FromResult(true);
        });
        await TickAsync(world, 5);
        Assert.Equal(3, (await EndingsAsync(world)).Count);
        await TickAsync(world, 15);
        Assert.Equal("grant.expired", (await OfAsync(world, "ana"))[^1].Kind);
    }

    [Fact]
    public async Task A_request_about_to_lapse_is_told_once_and_its_expiry_to_both_sides()
    {
        await using var world = await World.ClinicAsync();
        await world.RequestAsync();
        await TickAsync(world, 18 * 60);
        await TickAsync(world, 1);
        Assert.Single(await OfAsync(world, "claire"), x => x.Kind == "request.lapsing");

        await TickAsync(world, 6 * 60);
        Assert.Single(await OfAsync(world, "claire"), x => x.Kind == "request.expired");
        Assert.Single(await OfAsync(world, "ana"), x => x.Kind == "request.expired");
    }

    [Fact]
    public async Task Two_timekeepers_at_once_tell_once()
    {
        await using var world = await World.ClinicAsync();
        await world.GrantAsync();
        world.Wait(TimeSpan.FromMinutes(50));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.TickAsync()));

        Assert.Single(await EndingsAsync(world));
    }

    [Fact]
    public async Task The_gatekeeper_is_told_to_whoever_holds_a_grant_and_to_the_other_deciders()
    {
        await using var world = await World.ClinicAsync();
        await world.GrantAsync();
        var claire = await world.PersonAsync("claire");

        await world.DoAsync(work => world.Gatekeepers.SetAsync(
            work, claire, world.Client, open: false, null, null, World.Somewhere, world.Now, World.Ct));

        var told = Assert.Single(await OfAsync(world, "ana"), x => x.Kind == "gatekeeper.closed");
        Assert.Equal(
            "Claire Morel closed the accesses of Clinique des Tilleuls: no session opens", NoticeBoard.Say(told, "en"));
        Assert.Single(await OfAsync(world, "hugo"), x => x.Kind == "gatekeeper.closed");
        Assert.DoesNotContain(await OfAsync(world, "claire"), x => x.Kind == "gatekeeper.closed");
    }

    [Fact]
    public async Task A_session_is_told_to_whoever_approved_it()
    {
        await using var world = await World.ClinicAsync();
        var grant = await world.GrantAsync();
        await world.DoAsync(work =>
        {
            work.Add(new Session
            {
                Client = world.Client,
                Id = "session0",
                Grant = grant.Id,
                Request = grant.Request,
                TechnicianOrganization = grant.TechnicianOrganization,
                Technician = grant.Technician,
                Target = grant.Target,
                Account = grant.Account,
                Protocol = "ssh",
                Node = "node-a",
                KeyFingerprint = "SHA256:x",
                State = SessionState.Live,
                RequestedAt = world.Now,
                StartedAt = world.Now,
            });
            work.Record(new()
            {
                Client = world.Client,
                Kind = "session.started",
                At = world.Now,
                By = new(grant.TechnicianOrganization, grant.Technician),
                Session = "session0",
                Target = grant.Target,
                Request = grant.Request,
                Grant = grant.Id,
            });
            return Task.FromResult(true);
        });

        Assert.Single(await OfAsync(world, "claire"), x => x.Kind == "session.started" && x.Subject == "session0");
        Assert.DoesNotContain(await OfAsync(world, "hugo"), x => x.Kind == "session.started");
    }

    [Fact]
    public async Task A_proposal_is_told_to_the_client_admin_and_its_acceptance_to_the_others()
    {
        await using var world = await World.ClinicAsync(contract =>
            contract["people"]![4]!["roles"] = new System.Text.Json.Nodes.JsonArray("provider-admin"));
        var proposed = await world.ProposeAsync("sophie", world.Amended(x => x["policy"]!["codeWindowMinutesMax"] = 15));
        var made = Assert.Single(await OfAsync(world, "claire"), x => x.Kind == "proposal.made");
        Assert.Equal(
            "Sophie Walker propose la version 2 du contrat (changements\u00a0: 2)", NoticeBoard.Say(made, "fr"));

        Assert.Null((await world.AcceptAsync("claire", proposed.Value!.Proposal!.Id)).Refusal);

        Assert.Single(await OfAsync(world, "sophie"), x => x.Kind == "proposal.accepted");
        Assert.Single(await OfAsync(world, "hugo"), x => x.Kind == "proposal.accepted");
        Assert.DoesNotContain(await OfAsync(world, "claire"), x => x.Kind == "proposal.accepted");
    }

    [Fact]
    public async Task A_new_authenticator_and_a_reset_are_told_to_the_colleagues()
    {
        await using var world = await World.ClinicAsync();
        await world.EnrolAsync("hugo");
        Assert.Single(await OfAsync(world, "claire"), x => x.Kind == "authenticator.enrolled");
        var (code, claire, hugo) = (
            await world.CodeOfAsync("claire"), await world.PersonAsync("claire"), await world.PersonAsync("hugo"));

        Assert.Null((await world.DoAsync(work => world.Authenticators.ResetAsync(
            work, claire, hugo.Id, code, World.Somewhere, world.Now, World.Ct))).Refusal);

        Assert.Single(await OfAsync(world, "hugo"), x => x.Kind == "authenticator.reset");
    }

    [Fact]
    public async Task Seen_notices_are_ones_own()
    {
        await using var world = await World.ClinicAsync();
        await world.RequestAsync();
        var (claire, hugo) = (await world.PersonAsync("claire"), await world.PersonAsync("hugo"));
        var notice = (await OfAsync(world, "claire"))[0];

        Assert.Equal(0, await world.DoAsync(work => NoticeBoard.SeenAsync(work, hugo, [notice.Id], world.Now)));
        Assert.Equal(1, await world.DoAsync(work => NoticeBoard.SeenAsync(work, claire, [notice.Id], world.Now)));
        Assert.Equal(0, await world.DoAsync(work => NoticeBoard.SeenAsync(work, claire, null, world.Now)));
        Assert.Empty(await world.ReadAsync(rows => NoticeBoard.OfAsync(rows, claire, unseen: true, 10)));
    }

    static async Task TickAsync(World world, int minutes)
    {
        world.Wait(TimeSpan.FromMinutes(minutes));
        await world.TickAsync();
    }

    static async Task<IReadOnlyList<Notice>> EndingsAsync(World world) =>
        [.. (await OfAsync(world, "ana")).Where(x => x.Kind == "grant.ending")];

    /// <summary>Oldest first.</summary>
    static async Task<IReadOnlyList<Notice>> OfAsync(World world, string login)
    {
        var person = await world.PersonAsync(login);
        var notices = await world.ReadAsync(rows => NoticeBoard.OfAsync(rows, person, unseen: false, 100));
        return [.. notices.Reverse()];
    }
}
