using AccessAudit.Codes;
using AccessAudit.Grants;
using AccessAudit.Journal;
using AccessAudit.People;
using AccessAudit.State;
using AccessAudit.Storage.Databases;
using AccessAudit.Storage.Tests.Stage;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AccessAudit.Storage.Tests.Scenarios;

public abstract class StoreTests(Func<Task<TestDatabase>> create) : DatabaseContract(create)
{
    IStore Store => Process.GetRequiredService<IStore>();

    static Grant Grant { get; } = new()
    {
        Client = TestDatabase.Client,
        Id = "g1",
        Request = "r1",
        TechnicianOrganization = TestDatabase.Ana.Organization,
        Technician = TestDatabase.Ana.Id,
        Target = "t1",
        Account = "root",
        Protocol = "ssh",
        OpensAt = TestDatabase.Noon,
        ClosesAt = TestDatabase.Noon.AddHours(1),
        ClaimBy = TestDatabase.Noon.AddMinutes(30),
        ApprovedUntil = TestDatabase.Noon.AddHours(1),
        HardStop = TestDatabase.Noon.AddHours(8),
        CodeWindowMinutes = 0,
        State = GrantState.Ready,
    };

    Task<T> Read<T>(Func<IRows, Task<T>> read) => Store.ReadAsync(read, Ct);

    Task<Committed<int>> Write(Action<IWork> write) => Store.CommitAsync(
        work =>
        {
            write(work);
            return Task.FromResult(0);
        },
        Ct);

    [Fact]
    public async Task A_row_comes_back_as_it_went_in()
    {
        await Write(work => work.Add(Grant with { EndedBy = GrantEnd.ScopeChanged, EndedAt = TestDatabase.Noon }));

        var found = await Read(rows => rows.FindAsync<Grant>(TestDatabase.Client, "g1"));

        Assert.Equal(Grant with { EndedBy = GrantEnd.ScopeChanged, EndedAt = TestDatabase.Noon }, found);
        var person = await Read(rows => rows.FindAsync<Person>(TestDatabase.Ana.Organization, TestDatabase.Ana.Id));
        Assert.Equal([Role.Technician], person!.Roles);
    }

    [Fact]
    public async Task Instants_enums_and_nulls_are_compared_by_the_database()
    {
        await Write(work =>
        {
            work.Add(Grant);
            work.Add(Grant with { Id = "g2", ClosesAt = TestDatabase.Noon.AddHours(2), State = GrantState.Active });
            work.Add(Grant with { Id = "g3", State = GrantState.Ended });
        });
        var limit = TestDatabase.Noon.AddMinutes(90);
        GrantState[] living = [GrantState.Ready, GrantState.Active];

        var open = await Read(rows => rows.ListAsync<Grant, DateTimeOffset>(
            x => x.State != GrantState.Ended && x.EndedAt == null && living.Contains(x.State), x => x.ClosesAt,
            descending: true, 10));
        var soon = await Read(rows => rows.ListAsync<Grant>(x => x.ClosesAt < limit && x.State == GrantState.Ready));

        Assert.Equal(["g2", "g1"], open.Select(grant => grant.Id));
        Assert.Equal(["g1"], soon.Select(grant => grant.Id));
    }

    [Fact]
    public async Task A_mark_is_another_one_once_a_row_of_its_kind_was_added_or_changed_and_stays_otherwise()
    {
        Task<string> Mark() => Read(rows => rows.MarkAsync<Grant>(row => row.Client == TestDatabase.Client));

        var none = await Mark();
        await Write(work => work.Add(Grant));
        var one = await Mark();
        await Write(work => work.Replace(Grant with { State = GrantState.Active }));
        var changed = await Mark();
        await Write(work => work.Add(new SourceFailure
        {
            Source = "192.0.2.1",
            Id = "f1",
            Person = "x",
            At = TestDatabase.Noon,
        }));

        Assert.Equal(3, new[] { none, one, changed }.Distinct().Count());
        Assert.Equal(changed, await Mark());
        Assert.Equal("1", await Read(rows => rows.MarkAsync<SourceFailure>(row => row.Source == "192.0.2.1")));
    }

    [Fact]
    public async Task A_transaction_sees_its_own_changes()
    {
        var seen = await Store.CommitAsync(
            async work =>
            {
                work.Add(Grant);
                work.Replace(Grant with { State = GrantState.Active });
                var active = await work.ListAsync<Grant>(x => x.State == GrantState.Active);
                work.Remove(active[0]);
                return (active.Count, await work.FindAsync<Grant>(TestDatabase.Client, "g1"));
            },
            Ct);

        Assert.Equal((1, null), seen.Result);
    }

    [Fact]
    public async Task The_store_counts_the_version_and_a_second_replace_in_one_transaction_is_no_conflict()
    {
        await Write(work => work.Add(Grant));
        await Write(work =>
        {
            work.Replace(Grant with { State = GrantState.Active });
            work.Replace(Grant with { State = GrantState.Ended });
        });

        var found = await Read(rows => rows.FindAsync<Grant>(TestDatabase.Client, "g1"));

        Assert.Equal((GrantState.Ended, 2), (found!.State, found.Version));
    }

    [Fact]
    public async Task Who_comes_second_with_a_stale_row_loses_cleanly()
    {
        await Write(work => work.Add(Grant));
        await Write(work => work.Replace(Grant with { State = GrantState.Active }));

        await Assert.ThrowsAsync<StoreConflictException>(() => Write(work =>
        {
            work.Add(Grant with { Id = "g2" });
            work.Replace(Grant with { State = GrantState.Ended });
        }));

        Assert.Null(await Read(rows => rows.FindAsync<Grant>(TestDatabase.Client, "g2")));
        Assert.Equal(
            GrantState.Active, (await Read(rows => rows.FindAsync<Grant>(TestDatabase.Client, "g1")))!.State);
    }

    [Fact]
    public async Task A_key_that_is_taken_is_a_conflict()
    {
        await Write(work => work.Add(Grant));

        await Assert.ThrowsAsync<StoreConflictException>(
            () => Write(work => work.Add(Grant with { Client = "other00001" })));
    }

    [Fact]
    public async Task An_exception_after_a_row_and_a_fact_leaves_neither()
    {
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => Store.CommitAsync<int>(
            work =>
            {
                work.Add(Grant);
                work.Record(TestDatabase.Command("ls"));
                throw new TimeZoneNotFoundException();
            },
            Ct));

        Assert.Null(await Read(rows => rows.FindAsync<Grant>(TestDatabase.Client, "g1")));
        Assert.Empty(Outbox());
    }

    [Fact]
    public async Task An_entry_that_cannot_be_written_takes_its_row_with_it()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Write(work =>
        {
            work.Add(Grant);
            work.Record(TestDatabase.Command("ls") with { Details = Members.Of(("x", new string('x', 65_536))) });
        }));

        Assert.Null(await Read(rows => rows.FindAsync<Grant>(TestDatabase.Client, "g1")));
        Assert.Empty(Outbox());
    }

    [Fact]
    public async Task Two_hundred_writers_at_once_lose_no_increment()
    {
        await Write(work => work.Add(Grant with { CodeWindowMinutes = 0 }));

        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(
            () => Store.CommitAsync(
                async work =>
                {
                    var read = await work.FindAsync<Grant>(TestDatabase.Client, "g1");
                    work.Replace(read! with { CodeWindowMinutes = read.CodeWindowMinutes + 1 });
                    return 0;
                },
                Ct),
            Ct)));

        var found = await Read(rows => rows.FindAsync<Grant>(TestDatabase.Client, "g1"));
        Assert.Equal((200, 200), (found!.CodeWindowMinutes, found.Version));
    }

    [Fact]
    public async Task A_locked_database_is_told_soon_and_loses_nothing()
    {
        var other = Database.Beside();
        Database.Hold(other);

        var hasty = Database.Process(patience: TimeSpan.FromMilliseconds(300)).GetRequiredService<IStore>();
        var began = TimeProvider.System.GetTimestamp();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => hasty.CommitAsync(
            work =>
            {
                work.Add(Grant);
                return Task.FromResult(0);
            },
            Ct));
        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(5));

        await other.DisposeAsync();

        await Write(work => work.Add(Grant));
        Assert.NotNull(await Read(rows => rows.FindAsync<Grant>(TestDatabase.Client, "g1")));
    }

    [Fact]
    public async Task A_database_that_is_gone_is_unavailable()
    {
        await Database.TakeAwayAsync();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => Write(work => work.Add(Grant)));
        await Assert.ThrowsAsync<StoreUnavailableException>(
            () => Read(rows => rows.FindAsync<Grant>(TestDatabase.Client, "g1")));

        await Database.BringBackAsync();
        await Write(work => work.Add(Grant));
    }

    List<string> Outbox()
    {
        using var beside = Database.Beside();
        return beside.Query("SELECT event_id FROM outbox ORDER BY id", row => row.GetString(0));
    }
}
