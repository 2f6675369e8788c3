using System.Text.Json.Nodes;
using AccessAudit.Contracts;
using AccessAudit.Grants;
using AccessAudit.People;
using Xunit;

namespace AccessAudit.Core.Tests.Scenarios;

public sealed class ContractImportTests
{
    [Fact]
    public async Task A_first_import_opens_the_log_and_tells_everything_in_it()
    {
        await using var world = await World.ClinicAsync();

        var kinds = await world.KindsAsync();

        Assert.Equal(["log.created", "contract.version_created", "contract.activated"], kinds.Take(3));
        Assert.Equal(5, kinds.Count(x => x == "person.created"));
        Assert.Equal(5, kinds.Count(x => x == "role.granted"));
        Assert.Equal(2, kinds.Count(x => x == "undertaking.signed"));
        Assert.Equal(1, kinds.Count(x => x == "engagement.activated"));
        Assert.Equal(2, kinds.Count(x => x == "asset.declared"));
        Assert.True((await world.ReadAsync(rows =>
            Gatekeepers.GatekeeperRules.ReadAsync(rows, world.Client, world.Now))).Open);
    }

    [Fact]
    public async Task The_same_bytes_again_change_nothing()
    {
        await using var world = await World.ClinicAsync();
        var before = (await world.KindsAsync()).Count;

        var again = await world.ImportAsync(World.Contract());

        Assert.False(again.Changed);
        Assert.Equal((world.Client, 1), (again.Client, again.Version));
        Assert.Equal(before, (await world.KindsAsync()).Count);
    }

    [Fact]
    public async Task The_first_file_again_changes_nothing_even_after_later_versions()
    {
        await using var world = await World.ClinicAsync();
        await world.AmendAsync(contract => contract["people"]!.AsArray().RemoveAt(1));

        var again = await world.ImportAsync(World.Contract());

        Assert.Empty(again.Errors);
        Assert.Equal((world.Client, 2, false, null), (again.Client, again.Version, again.Changed, again.Proposal));
        Assert.False((await world.PersonAsync("hugo")).Active);
    }

    [Fact]
    public async Task Every_error_is_told_at_once_with_its_line_and_path()
    {
        await using var world = await World.EmptyAsync();

        var import = await world.ImportAsync(World.Contract(contract =>
        {
            contract["colour"] = "red";
            contract["recipients"]![0] = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8q";
            contract["people"]![3]!["roles"]![0] = "approver";
            contract["people"]![4]!["identity"]!["subject"] = "aribeiro";
            contract["targets"]![0]!["sensitivity"] = 3;
            contract["targets"]![1]!["port"] = "22";
        }));

        Assert.Null(import.Client);
        Assert.Equal(
            [
                ("$.recipients[0]", "file.want_recipient"),
                ("$.people[3].roles[0]", "file.role_of_other_side"),
                ("$.people[4].identity", "file.identity_twice"),
                ("$.targets[0].sensitivity", "file.sensitivity_needs_passkeys"),
                ("$.targets[1].port", "file.want_whole"),
                ("$.colour", "file.member_unknown"),
            ],
            import.Errors.Select(x => (x.Path, x.Expected.Code)));
        var lines = import.Errors.Select(x => x.Line).ToList();
        Assert.True(lines[0] > 1 && lines.SequenceEqual(lines.Order()));
        Assert.Empty(await world.ReadAsync(rows => rows.ListAsync<Person>(_ => true)));
    }

    [Theory]
    [InlineData("{ \"format\": ", "file.not_json")]
    [InlineData("[]", "file.want_object")]
    [InlineData("{ \"format\": \"accessaudit/contract/v1\", \"format\": \"x\" }", "file.member_twice")]
    [InlineData("{ \"reference\": \"\\ud800\" }", "file.not_json")]
    public async Task A_file_that_is_no_contract_is_refused_with_a_reason(string json, string code)
    {
        await using var world = await World.EmptyAsync();

        Assert.Contains((await world.ImportAsync(json)).Errors, x => x.Expected.Code == code);
    }

    [Fact]
    public async Task A_contract_ends_with_the_last_day_it_names_in_Paris()
    {
        await using var world = await World.ClinicAsync();

        var contract = await world.RowAsync<Contract>(world.Client, 1);

        Assert.Equal(new DateTimeOffset(2025, 12, 31, 23, 0, 0, TimeSpan.Zero), contract.StartsAt);
        Assert.Equal(new DateTimeOffset(2028, 12, 31, 23, 0, 0, TimeSpan.Zero), contract.EndsAt);
    }

    [Fact]
    public async Task A_client_that_has_a_contract_must_be_named_by_its_id()
    {
        await using var world = await World.ClinicAsync();

        var import = await world.ImportAsync(World.Contract(contract => contract["reference"] = "other"));

        var error = Assert.Single(import.Errors);
        Assert.Equal(("file.client_exists", world.Client), (error.Expected.Code, error.Expected.Arguments[1]));
    }

    [Fact]
    public async Task A_target_left_out_ends_its_grants_at_once_and_keeps_its_id_for_later()
    {
        await using var world = await World.ClinicAsync();
        var grant = await world.GrantAsync();

        var second = await world.AmendAsync(contract => contract["targets"]!.AsArray().RemoveAt(0));
        var ended = await world.RowAsync<Grant>(world.Client, grant.Id);
        var third = await world.AmendAsync(_ => { });

        Assert.Equal((2, 3), (second.Version, third.Version));
        Assert.Equal((GrantState.Ended, GrantEnd.ScopeChanged), (ended.State, ended.EndedBy));
        var told = Assert.Single(await world.EntriesAsync("grant.ended"));
        Assert.Equal(("scope_changed", "system"), ((string)told["d"]!["reason"]!, (string)told["by"]!));
        var target = await world.RowAsync<Target>(world.Client, grant.Target);
        Assert.True(target.InScope);
        Assert.Equal(1, (await world.KindsAsync()).Count(x => x == "asset.retired"));
    }

    [Theory]
    [InlineData("engagement")]
    [InlineData("account")]
    [InlineData("contract")]
    [InlineData("data")]
    [InlineData("machine")]
    public async Task What_an_amendment_no_longer_covers_ends_at_once(string cause)
    {
        await using var world = await World.ClinicAsync();
        var grant = await world.GrantAsync();

        var import = await world.AmendAsync(contract =>
        {
            switch (cause)
            {
                case "engagement":
                    contract["engagements"]!.AsArray().Clear();
                    break;
                case "account":
                    contract["targets"]![0]!["accounts"] = new JsonArray("postgres");
                    break;
                case "contract":
                    contract["endsOn"] = "2026-06-01T09:30:00Z";
                    break;
                case "machine":
                    contract["targets"]![0]!["host"] = "elsewhere.example";
                    break;
                default:
                    contract["targets"]![0]!["dataCategories"] = new JsonArray("paie");
                    break;
            }
        });

        Assert.Empty(import.Errors);
        Assert.Equal(GrantEnd.ScopeChanged, (await world.RowAsync<Grant>(world.Client, grant.Id)).EndedBy);
    }

    [Fact]
    public async Task An_amendment_that_still_covers_a_grant_leaves_it_alone()
    {
        await using var world = await World.ClinicAsync();
        var grant = await world.GrantAsync();

        await world.AmendAsync(contract => contract["targets"]!.AsArray().RemoveAt(1));

        Assert.Null((await world.RowAsync<Grant>(world.Client, grant.Id)).EndedBy);
    }

    [Fact]
    public async Task Whoever_is_left_out_has_left()
    {
        await using var world = await World.ClinicAsync();

        await world.AmendAsync(contract => contract["people"]!.AsArray().RemoveAt(1));

        Assert.False((await world.PersonAsync("hugo")).Active);
        Assert.Contains("person.departure_declared", await world.KindsAsync());
        Assert.Null(await world.ReadAsync(rows =>
            PersonDirectory.FindAsync(rows, "https://login.tilleuls.example/", "hugo.lefevre")));
    }

    [Fact]
    public async Task Someone_of_the_provider_is_one_person_for_every_client_and_sees_those_that_engaged_them()
    {
        await using var world = await World.ClinicAsync();
        var ana = await world.PersonAsync("ana");

        var town = await world.ImportAsync(Town());
        var same = await world.PersonAsync("ana");
        var seen = await world.ReadAsync(rows => PersonDirectory.ClientsOfAsync(rows, same));
        await world.AmendAsync(contract => contract["engagements"]!.AsArray().Clear());
        var then = await world.ReadAsync(rows => PersonDirectory.ClientsOfAsync(rows, same));

        Assert.Empty(town.Errors);
        Assert.Equal(ana.Id, same.Id);
        Assert.Equal(["dispatcher", "technician"], same.Roles);
        Assert.Equal([town.Client!, world.Client], seen.Select(x => x.Id).ToHashSet());
        Assert.Equal(town.Client, Assert.Single(then).Id);
    }

    [Fact]
    public async Task Calls_reach_ones_own_organization_and_those_it_has_to_do_with()
    {
        await using var world = await World.ClinicAsync();
        var town = (await world.ImportAsync(Town())).Client!;
        await world.AmendAsync(contract => contract["engagements"]!.AsArray().Clear());

        // An engagement that has ended leaves the technician what they did there.
        Assert.Equal([World.Provider, town, world.Client], await ReachAsync("ana"));
        Assert.Equal([World.Provider, world.Client], await ReachAsync("claire"));
        Assert.Null(await ReachAsync("sophie"));

        async Task<HashSet<string>?> ReachAsync(string login)
        {
            var person = await world.PersonAsync(login);
            var reach = await world.ReadAsync(async rows => await PersonReach.OfAsync(
                rows, person, (await rows.FindAsync<Organization>(person.Organization))!));
            return reach.Organizations?.ToHashSet();
        }
    }

    [Fact]
    public async Task Nobody_takes_another_ones_login_identity_or_target_name()
    {
        await using var world = await World.ClinicAsync();

        var import = await world.ImportAsync(Town(contract =>
        {
            contract["people"]![0]!["login"] = "claire";
            contract["people"]![1]!["identity"]!["issuer"] = "https://login.ponant.example/";
            contract["people"]![1]!["identity"]!["subject"] = "swalker";
            contract["people"]![2]!["login"] = "anna";
            contract["engagements"]![0]!["login"] = "anna";
            contract["targets"]![0]!["name"] = "srv-mail";
        }));

        Assert.Equal(
            ["file.login_taken", "file.identity_taken", "file.login_changed", "file.slug_taken"],
            import.Errors.Select(x => x.Expected.Code));
    }

    /// <summary>Another client of the same provider, where Ana works too.</summary>
    static string Town(Action<JsonNode>? change = null) => World.Contract(contract =>
    {
        contract["client"]!["name"] = "Mairie de Valmont";
        var people = contract["people"]!.AsArray();
        people.RemoveAt(4);
        people.RemoveAt(2);
        foreach (var (person, login) in people.Take(2).Zip(["marc", "lea"]))
        {
            person!["login"] = login;
            person["identity"]!["issuer"] = "https://login.valmont.example/";
        }

        people[2]!["roles"] = new JsonArray("dispatcher");
        contract["targets"]!.AsArray().RemoveAt(1);
        contract["targets"]![0]!["name"] = "etat-civil";
        contract["targets"]![0]!["owners"] = new JsonArray();
        change?.Invoke(contract);
    });
}
