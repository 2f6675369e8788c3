using AccessAudit.Codes;
using AccessAudit.Journal;
using AccessAudit.Ledger.Format;
using AccessAudit.Ledger.Verify;
using AccessAudit.Refusals;
using AccessAudit.State;
using AccessAudit.Storage.Tests.Stage;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AccessAudit.Storage.Tests.Scenarios;

public abstract class JournalTests(Func<Task<TestDatabase>> create) : DatabaseContract(create)
{
    const string Client = TestDatabase.Client;

    async Task<List<(LogEntry Entry, Envelope Envelope)>> LogAsync(string client = Client)
    {
        await Process.SequenceAsync();
        var entries = await Process.GetRequiredService<ILogReader>().ReadAsync(client, 0, 10_000, Ct);
        return [.. entries.Select(entry => (entry, Read(entry)))];
    }

    static Envelope Read(LogEntry entry)
    {
        Assert.True(Envelope.TryRead(entry.Entry, out var envelope, out var why), why);
        return envelope;
    }

    [Fact]
    public async Task A_first_fact_brings_the_log_and_the_person_and_no_second_one_does()
    {
        var first = await Process.RecordAsync(TestDatabase.Command("ls"));
        await Process.RecordAsync(TestDatabase.Command("pwd"));

        var log = await LogAsync();

        Assert.Equal(
            ["log.created", "identity.bound", "session.command", "session.command"],
            log.Select(x => x.Envelope.Kind));
        Assert.Equal(log.Take(3).Select(x => x.Entry.EventId), first.Entries.Select(entry => entry.EventId));
        Assert.Equal("system", log[0].Envelope.By);
        var pseudonym = Assert.Single(log.Skip(1).Select(x => x.Envelope.By).Distinct());
        Assert.StartsWith("p-", pseudonym, StringComparison.Ordinal);
        Assert.True(Disclosure.TryParse(log[1].Entry.Disclosures.Single(), out var actor, out _));
        Assert.Equal(("actor", "Ana Müller"), (actor.Name, actor.Value["name"]));
        Assert.Equal(("ana", "Infogérance SA"), (actor.Value["login"], actor.Value["organization"]));
    }

    [Fact]
    public async Task A_person_has_another_name_in_every_clients_log()
    {
        await Process.RecordAsync(TestDatabase.Command("ls"), TestDatabase.Command("ls", client: "zebra00001"));

        Assert.NotEqual((await LogAsync())[2].Envelope.By, (await LogAsync("zebra00001"))[2].Envelope.By);
    }

    [Fact]
    public async Task Whom_a_fact_is_about_appears_by_pseudonym_too()
    {
        await Process.RecordAsync(new Fact
        {
            Client = Client,
            Kind = "engagement.activated",
            At = TestDatabase.Noon,
            About = TestDatabase.Ana,
        });

        var log = await LogAsync();

        Assert.Equal(log[1].Envelope.By, log[2].Envelope.Details["about"]);
        Assert.Equal("system", log[2].Envelope.By);
    }

    [Fact]
    public async Task Living_disclosures_are_those_of_the_leaf_and_nothing_personal_stands_in_it()
    {
        var fact = TestDatabase.Command("ls") with
        {
            Kind = "session.refused",
            Origin = Members.Of(("address", "192.0.2.1")),
        };
        await Process.RecordAsync(fact);

        var log = await LogAsync();

        Assert.All(log, x => Assert.Equal(
            x.Envelope.DisclosureDigests.Order(), x.Entry.Disclosures.Select(Disclosure.DigestOf).Order()));
        Assert.Equal(2, log[2].Entry.Disclosures.Count);
        Assert.All(log, x => Assert.DoesNotMatch(
            "ana|Ana|192|provider", System.Text.Encoding.UTF8.GetString(x.Entry.Entry)));
    }

    [Fact]
    public async Task Entries_of_a_session_are_numbered_and_chained_across_transactions()
    {
        await Process.RecordAsync(TestDatabase.Command("1"), TestDatabase.Command("x", "s2"), TestDatabase.Command("2"));
        await Process.RecordAsync(TestDatabase.Command("3"), TestDatabase.Command("4"));

        var chain = (await LogAsync()).FindAll(x => x.Envelope.Session == "s1");

        Assert.Equal([0L, 1, 2, 3], chain.Select(x => x.Envelope.Number!.Value));
        Assert.Null(chain[0].Envelope.Previous);
        Assert.All(chain.Zip(chain.Skip(1)), pair => Assert.Equal(
            MerkleTree.LeafHash(pair.First.Entry.Entry).ToBase64Url(), pair.Second.Envelope.Previous));
        Assert.Equal(Verdict.Proved, (await LogCopy.VerifyAsync(Process)).Verdict);
    }

    [Fact]
    public async Task What_the_catalogue_does_not_have_is_refused_at_the_call()
    {
        await Refused(TestDatabase.Command("ls") with { Kind = "session.typed" });
        await Refused(TestDatabase.Command("ls") with { Origin = Members.Of(("address", "192.0.2.1")) });
        await Refused(TestDatabase.Command("ls") with { Details = Members.Of(("größe", 1)) });
        await Refused(TestDatabase.Command("ls") with { Content = Members.Of(("é", 1)) });
        await Refused(TestDatabase.Command("ls") with { Details = Members.Of(("about", "p-0")) });

        Task Refused(Fact fact) => Process.GetRequiredService<IStore>().CommitAsync(
            work =>
            {
                Assert.Throws<ArgumentException>(() => work.Record(fact));
                return Task.FromResult(0);
            },
            Ct);
    }

    [Fact]
    public async Task A_second_log_created_is_refused()
    {
        var creation = new Fact { Client = Client, Kind = "log.created", At = TestDatabase.Noon };
        await Process.RecordAsync(creation);

        await Assert.ThrowsAsync<InvalidOperationException>(() => Process.RecordAsync(creation));

        Assert.Equal("log.created", Assert.Single(await LogAsync()).Envelope.Kind);
    }

    [Fact]
    public async Task A_refusal_commits_what_it_counted()
    {
        var store = Process.GetRequiredService<IStore>();
        var answered = await store.CommitAsync(
            work =>
            {
                work.Add(new CodeFailures
                {
                    Organization = TestDatabase.Ana.Organization,
                    Person = TestDatabase.Ana.Id,
                    Count = 1,
                    FirstAt = TestDatabase.Noon,
                });
                return Task.FromResult<Answer<string>>(new Refusal("code_wrong"));
            },
            Ct);

        Assert.True(answered.Result.IsRefused);
        Assert.NotNull(await store.ReadAsync(
            rows => rows.FindAsync<CodeFailures>(TestDatabase.Ana.Organization, TestDatabase.Ana.Id), Ct));
    }
}
