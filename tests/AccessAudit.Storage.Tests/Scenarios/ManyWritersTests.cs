using AccessAudit.Codes;
using AccessAudit.Journal;
using AccessAudit.State;
using AccessAudit.Storage.Databases;
using AccessAudit.Storage.Log;
using AccessAudit.Storage.Postgres;
using AccessAudit.Storage.Tests.Stage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace AccessAudit.Storage.Tests.Scenarios;

/// <summary>What only several processes on one PostgreSQL can do to each other.</summary>
public sealed class ManyWritersTests() : DatabaseContract(PostgresTestDatabase.CreateAsync)
{
    PostgresTestDatabase Postgres => (PostgresTestDatabase)Database;

    [Fact]
    public async Task A_code_is_spent_once_whoever_sees_it_unspent()
    {
        ServiceProvider[] processes = [Process, Database.Process("node-b")];
        var stores = processes.Select(process => process.GetRequiredService<IStore>()).ToArray();

        for (var step = 0L; step < 20; step++)
        {
            var accepted = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => SpendAsync(stores[i % 2], step)));
            Assert.Single(accepted, yes => yes);
        }
    }

    // Looks whether it is spent, and spends it, as the desk does; a conflict is decided again from what stands there.
    static async Task<bool> SpendAsync(IStore store, long step)
    {
        while (true)
        {
            try
            {
                var (organization, person) = (TestDatabase.Ana.Organization, TestDatabase.Ana.Id);
                return (await store.CommitAsync(
                    async work =>
                    {
                        if (await work.FindAsync<SpentCode>(organization, person, step) is not null)
                            return false;
                        work.Add(new SpentCode
                        {
                            Organization = organization,
                            Person = person,
                            Step = step,
                            At = TestDatabase.Noon,
                        });
                        return true;
                    },
                    Ct)).Result;
            }
            catch (StoreConflictException)
            {
            }
        }
    }

    [Fact]
    public async Task Two_decisions_that_each_read_what_the_other_writes_do_not_both_commit_on_old_news()
    {
        var both = new TaskCompletionSource();
        var entered = 0;
        var store = Process.GetRequiredService<IStore>();

        // each counts the other's row and adds its own only where there is none
        var added = await Task.WhenAll(TryAsync("a"), TryAsync("b"));

        Assert.Single(added, yes => yes);

        async Task<bool> TryAsync(string source) => (await store.CommitAsync(
            async work =>
            {
                var found = await work.ListAsync<SourceFailure>(row => row.At > TestDatabase.Noon);
                if (Interlocked.Increment(ref entered) == 2)
                    both.SetResult();
                await both.Task.WaitAsync(TimeSpan.FromSeconds(20), Ct);
                if (found.Count > 0)
                    return false;
                work.Add(new SourceFailure
                {
                    Source = source,
                    Id = Ids.New(),
                    At = TestDatabase.Noon.AddMinutes(1),
                    Person = "x",
                });
                return true;
            },
            Ct)).Result;
    }

    [Fact]
    public async Task Another_processs_rings_are_heard()
    {
        var other = Database.Process("node-b");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var (here, there) = (Process.GetRequiredService<LogBells>(), other.GetRequiredService<LogBells>());
        Task[] carrying =
        [
            Process.GetRequiredService<IDatabase>().CarryAsync(here, stop.Token),
            other.GetRequiredService<IDatabase>().CarryAsync(there, stop.Token),
        ];
        while (!(here.HearsOthers && there.HearsOthers))
            await Bell.WaitAsync(here.Heads.Next, TimeSpan.FromMilliseconds(20), TimeProvider.System, Ct);

        var (outbox, heads) = (there.Outbox.Next, here.Heads.Next);
        here.RingOutbox();
        there.RingHeads();

        await outbox.WaitAsync(TimeSpan.FromSeconds(30), Ct);
        await heads.WaitAsync(TimeSpan.FromSeconds(30), Ct);
        await stop.CancelAsync();
        await Task.WhenAll(carrying);
        Assert.False(here.HearsOthers);
    }

    [Fact]
    public async Task A_transaction_that_has_failed_is_not_committed_as_if_it_had_not()
    {
        using var server = new PostgresServer(Postgres.Options);
        await using var connection = await server.BeginAsync(PostgresServer.Latest, Reach.Everything, Ct);
        Assert.Throws<PostgresException>(() => connection.Execute("SELECT 1 / 0"));

        await Assert.ThrowsAsync<PostgresException>(() => PostgresServer.CommitAsync(connection));
    }

    [Fact]
    public async Task Connections_that_the_server_ended_are_replaced_without_anybody_noticing()
    {
        await Process.RecordAsync(TestDatabase.Command("1"));
        await Postgres.Bed.CutAsync();

        await Process.RecordAsync(TestDatabase.Command("2"));
        await Process.SequenceAsync();

        Assert.Equal(4, (await LogCopy.HeadAsync(Process)).Size);
    }

    [Fact]
    public async Task A_connection_that_breaks_in_a_decision_has_changed_nothing()
    {
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Process.GetRequiredService<IStore>().CommitAsync(
            async work =>
            {
                work.Record(TestDatabase.Command("ls"));
                await Postgres.Bed.CutAsync();
                return 0;
            },
            Ct));

        Assert.Empty(await Process.GetRequiredService<ILogReader>().SizesAsync(Ct));
        Assert.Equal(0, await Process.GetRequiredService<LedgerHealth>().WaitingAsync(Ct));
    }

    [Fact]
    public async Task What_was_acknowledged_waits_for_the_disk_whatever_the_database_is_set_to()
    {
        using (var owner = Database.Beside())
            owner.Execute($"ALTER DATABASE {Postgres.Bed.Name} SET synchronous_commit = off");
        using var server = new PostgresServer(Postgres.Options with
        {
            ConnectionString = Postgres.Options.ConnectionString + ";Pooling=false",
        });

        await using var connection = await server.BeginAsync(PostgresServer.Serializable, Reach.Everything, Ct);

        Assert.Equal("on", connection.Scalar<string>("SHOW synchronous_commit"));
        Assert.Equal("serializable", connection.Scalar<string>("SHOW transaction_isolation"));
    }
}
