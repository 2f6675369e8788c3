using AccessAudit.Requests;
using Xunit;

namespace AccessAudit.Core.Tests.Scenarios;

public sealed class RequestTests
{
    [Fact]
    public async Task A_request_waits_until_its_wished_start_or_a_day_and_is_bound_by_its_hash()
    {
        await using var world = await World.ClinicAsync();

        var soon = await world.RequestAsync(x => x with { From = world.Now.AddHours(3) });
        var whenever = await world.RequestAsync();

        Assert.Equal(world.Now.AddHours(3), soon.ValidUntil);
        Assert.Equal(world.Now.AddHours(24), whenever.ValidUntil);
        Assert.Equal(["comptabilite", "paie"], whenever.DataCategories);
        Assert.Equal(RequestHash.Of(await world.RowAsync<AccessRequest>(world.Client, soon.Id)), soon.Hash);
    }

    [Theory]
    [InlineData("target.out_of_scope")]
    [InlineData("protocol.not_allowed")]
    [InlineData("account.not_allowed")]
    [InlineData("data_category.not_on_target")]
    [InlineData("text.too_short")]
    [InlineData("reason.says_nothing")]
    [InlineData("text.unreadable")]
    [InlineData("text.too_long")]
    [InlineData("minutes.out_of_range")]
    [InlineData("from.past")]
    [InlineData("from.too_far")]
    public async Task What_the_contract_does_not_allow_is_refused_and_stands_in_the_log(string code)
    {
        await using var world = await World.ClinicAsync();

        var answer = await world.SubmitAsync("ana", x => code switch
        {
            "target.out_of_scope" => x with { Target = "srv-inconnu" },
            "protocol.not_allowed" => x with { Protocol = "rdp" },
            "account.not_allowed" => x with { Account = "root" },
            "data_category.not_on_target" => x with { DataCategories = ["messagerie"] },
            "text.too_short" => x with { Reason = "maj" },
            "reason.says_nothing" => x with { Reason = "test test test test" },
            "text.unreadable" => x with { Reason = "Remplacer le certificat \u202Eexpiré" },
            "text.too_long" => x with { Ticket = new string('4', 101) },
            "minutes.out_of_range" => x with { Minutes = 241 },
            "from.past" => x with { From = world.Now.AddHours(-1) },
            _ => x with { From = world.Now.AddDays(91) },
        });

        Assert.Equal(code, answer.Refusal?.Code);
        var told = Assert.Single(await world.EntriesAsync("request.declined"));
        Assert.Equal((code, "failure"), ((string)told["d"]!["code"]!, (string)told["out"]!));
        Assert.Empty(await world.ReadAsync(rows => rows.ListAsync<AccessRequest>(_ => true)));
    }

    [Fact]
    public async Task A_name_cut_within_a_pair_of_characters_does_not_keep_a_probe_out_of_the_log()
    {
        await using var world = await World.ClinicAsync();

        var answer = await world.SubmitAsync("ana", x => x with { Target = new string('x', 199) + "\U0001F511" });

        Assert.Equal("target.out_of_scope", answer.Refusal?.Code);
        Assert.Single(await world.EntriesAsync("request.declined"));
    }

    [Theory]
    [InlineData("srv-compta", 240)]
    [InlineData("srv-mail", 480)]
    public async Task The_cap_on_minutes_follows_the_sensitivity(string target, int cap)
    {
        await using var world = await World.ClinicAsync();

        Assert.Null((await world.SubmitAsync("ana", x => x with { Target = target, Minutes = cap })).Refusal);
        Assert.Equal(
            "minutes.out_of_range",
            (await world.SubmitAsync("ana", x => x with { Target = target, Minutes = cap + 1 })).Refusal?.Code);
    }

    [Fact]
    public async Task Without_both_undertakings_nobody_asks()
    {
        await using var world = await World.ClinicAsync(
            contract => contract["engagements"]![0]!["undertakings"]!.AsObject().Remove("limitation"));

        Assert.Equal("undertaking.missing", (await world.SubmitAsync("ana")).Refusal?.Code);
    }

    [Fact]
    public async Task An_undertaking_signed_a_year_ago_counts_no_more()
    {
        await using var world = await World.ClinicAsync();
        world.Wait(TimeSpan.FromDays(365));

        Assert.Equal("undertaking.missing", (await world.SubmitAsync("ana")).Refusal?.Code);
    }

    [Fact]
    public async Task Past_the_contract_nobody_asks_and_nothing_reaches_beyond_it()
    {
        await using var world = await World.ClinicAsync(contract => contract["endsOn"] = "2026-06-01T10:00:00Z");

        Assert.Null((await world.SubmitAsync("ana")).Refusal);
        Assert.Equal("window.beyond_contract", (await world.SubmitAsync("ana", x => x with { Minutes = 61 })).Refusal?.Code);
        world.Wait(TimeSpan.FromHours(1));
        Assert.Equal("contract.not_in_force", (await world.SubmitAsync("ana")).Refusal?.Code);
    }

    [Fact]
    public async Task Another_clients_id_is_answered_as_one_that_does_not_exist_and_nothing_is_noted()
    {
        await using var world = await World.ClinicAsync();
        var before = (await world.KindsAsync()).Count;

        var answer = await world.SubmitAsync("ana", x => x with { Client = "zzzzzzzzzz" });

        Assert.Equal("client.unknown", answer.Refusal?.Code);
        Assert.Equal(before, (await world.KindsAsync()).Count);
    }

    [Fact]
    public async Task A_client_person_does_not_ask_for_access()
    {
        await using var world = await World.ClinicAsync();

        Assert.Equal("role.may_not_ask", (await world.SubmitAsync("claire")).Refusal?.Code);
    }

    [Fact]
    public async Task A_closed_gatekeeper_lets_people_ask_but_says_so()
    {
        await using var world = await World.ClinicAsync();
        var claire = await world.PersonAsync("claire");
        await world.DoAsync(work =>
            world.Gatekeepers.SetAsync(work, claire, world.Client, false, null, null, World.Somewhere, world.Now, World.Ct));

        var request = await world.RequestAsync();

        Assert.Equal("closed", (string)Assert.Single(await world.EntriesAsync("request.submitted"))["d"]!["gatekeeper"]!);
        var notices = await world.ReadAsync(rows => RequestNotices.AboutAsync(rows, request, world.Now));
        Assert.Equal("gatekeeper.closed", Assert.Single(notices).Code);
    }

    [Fact]
    public async Task A_question_and_its_answer_keep_the_request_waiting()
    {
        await using var world = await World.ClinicAsync();
        var request = await world.RequestAsync();
        var (claire, ana) = (await world.PersonAsync("claire"), await world.PersonAsync("ana"));

        var asked = await world.DoAsync(work => world.Requests.AskAsync(
            work, claire, request.Id, "Faut-il arrêter le service ?", World.Somewhere, world.Now, World.Ct));
        var answered = await world.DoAsync(work => world.Requests.AnswerAsync(
            work, ana, request.Id, "Non, un rechargement suffit.", World.Somewhere, world.Now, World.Ct));

        Assert.Equal((RequestState.Pending, RequestState.Pending), (asked.Value!.State, answered.Value!.State));
        var notes = await world.ReadAsync(rows => rows.ListAsync<RequestNote>(x => x.Request == request.Id));
        Assert.Equal([true, false], notes.OrderBy(x => x.Number).Select(x => x.IsQuestion));
    }

    [Fact]
    public async Task Only_the_technician_who_asked_withdraws_and_only_while_it_waits()
    {
        await using var world = await World.ClinicAsync();
        var request = await world.RequestAsync();

        async Task<string?> WithdrawAsync(string login)
        {
            var person = await world.PersonAsync(login);
            return (await world.DoAsync(work => world.Requests.WithdrawAsync(
                work, person, request.Id, null, World.Somewhere, world.Now, World.Ct))).Refusal?.Code;
        }

        Assert.Equal("request.not_yours", await WithdrawAsync("claire"));
        Assert.Null(await WithdrawAsync("ana"));
        Assert.Equal("request.over", await WithdrawAsync("ana"));
        Assert.Equal(2, (await world.EntriesAsync("act.declined")).Count);
    }
}
