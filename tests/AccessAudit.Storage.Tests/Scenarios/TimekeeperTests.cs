using AccessAudit.Contracts;
using AccessAudit.Grants;
using AccessAudit.Notices;
using AccessAudit.State;
using AccessAudit.Storage.Tests.Stage;
using AccessAudit.Timekeeping;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AccessAudit.Storage.Tests.Scenarios;

/// <summary>Two processes keep the time of one database: what is about to end, and what has ended, is told once.</summary>
public abstract class TimekeeperTests(Func<Task<TestDatabase>> create) : DatabaseContract(create)
{
    const int Grants = 12;

    static readonly DateTimeOffset Ends = TestDatabase.Noon.AddMinutes(60);

    [Fact]
    public async Task Two_timekeepers_tell_each_ending_and_each_end_once()
    {
        var stores = new[] { Process, Database.Process("node-b") }
            .Select(process => process.GetRequiredService<IStore>()).ToList();
        await stores[0].CommitAsync(
            work =>
            {
                work.Add(Erp);
                foreach (var number in Enumerable.Range(0, Grants))
                    work.Add(OpenGrant(number));
                return Task.FromResult(0);
            },
            Ct);

        await TickAtOnceAsync(stores, Ends.AddMinutes(-10));
        await TickAtOnceAsync(stores, Ends.AddMinutes(-4));
        await TickAtOnceAsync(stores, Ends);

        var told = await stores[1].ReadAsync(
            rows => NoticeBoard.OfAsync(rows, TestDatabase.Technician, unseen: true, 1000), Ct);
        Assert.Equal(
            [("grant.ending", Grants * 2), ("grant.expired", Grants)],
            told.GroupBy(notice => notice.Kind).Select(same => (same.Key, same.Count()))
                .OrderBy(same => same.Key, StringComparer.Ordinal));
        Assert.All(
            told.GroupBy(notice => (notice.Kind, notice.Subject, notice.Kind == "grant.ending" ? notice.Arguments[1] : "")),
            same => Assert.Single(same));
    }

    /// <summary>As the host does it: a tick that meets another one is simply the next tick's.</summary>
    static async Task TickAtOnceAsync(List<IStore> stores, DateTimeOffset now)
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(at => Task.Run(
            async () =>
            {
                try
                {
                    await stores[at % 2].CommitAsync(work => Timekeeper.TickAsync(work, now), Ct);
                }
                catch (StoreConflictException)
                {
                    // The other one has told it.
                }
            },
            Ct)));
        await stores[0].CommitAsync(work => Timekeeper.TickAsync(work, now), Ct);
    }

    static Target Erp { get; } = new()
    {
        Client = TestDatabase.Client,
        Id = "t1",
        Slug = "erp",
        Title = "ERP",
        Host = "erp.example",
        Port = 22,
        HostKeys = [],
        Protocols = ["ssh"],
        Accounts = ["root"],
        DataCategories = [],
        Sensitivity = 1,
        Owners = [],
    };

    static Grant OpenGrant(int number) => new()
    {
        Client = TestDatabase.Client,
        Id = $"g{number}",
        Request = $"r{number}",
        TechnicianOrganization = TestDatabase.Ana.Organization,
        Technician = TestDatabase.Ana.Id,
        Target = Erp.Id,
        Account = "root",
        Protocol = "ssh",
        OpensAt = TestDatabase.Noon,
        ClosesAt = Ends,
        ClaimBy = Ends,
        ApprovedUntil = Ends,
        HardStop = Ends,
        CodeWindowMinutes = 0,
        State = GrantState.Ready,
    };
}
