using AccessAudit.Journal;
using AccessAudit.Ledger.Verify;
using AccessAudit.State;
using AccessAudit.Storage.Databases;
using AccessAudit.Storage.Log;
using AccessAudit.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AccessAudit.Storage.Tests.Scenarios;

/// <summary>Every step of sequencing fails once, "not persisted" and "persisted but not told"; then a new process starts.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    const string Client = TestDatabase.Client;

    TestDatabase _database = null!;
    ServiceProvider _process = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _process = _database.Process();
        await TestDatabase.AddPeopleAsync(_process.GetRequiredService<IStore>());
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    void Beside(string sql)
    {
        using var beside = _database.Beside();
        beside.Execute(sql);
    }

    static Fact[] Commands(int count, string client = Client) =>
        [.. Enumerable.Range(0, count).Select(i => TestDatabase.Command($"command {i}", client: client))];

    [Theory]
    [InlineData("INSERT ON log_entry", true)]
    [InlineData("DELETE ON outbox", true)]
    [InlineData("INSERT ON log_tile", true)]
    [InlineData("INSERT ON log_state", true)]
    [InlineData("INSERT ON log_checkpoint", true)]
    [InlineData("INSERT ON log_entry", false)]
    [InlineData("DELETE ON outbox", false)]
    [InlineData("UPDATE ON log_tile", false)]
    [InlineData("UPDATE ON log_state", false)]
    [InlineData("INSERT ON log_checkpoint", false)]
    public async Task A_step_that_fails_leaves_the_log_as_it_was_and_the_next_start_goes_on(string step, bool atCreation)
    {
        if (!atCreation)
        {
            await _process.RecordAsync(Commands(300));
            await _process.SequenceAsync();
        }

        await _process.RecordAsync(Commands(300));
        Beside($"CREATE TRIGGER fault BEFORE {step} BEGIN SELECT RAISE(ABORT, 'fault'); END");

        await Assert.ThrowsAsync<SqliteException>(() => _process.SequenceAsync());
        if (!atCreation)
            Assert.Equal((Verdict.Proved, 302L), await VerdictAsync(_process));

        Beside("DROP TRIGGER fault");
        var restarted = _database.Process();
        await restarted.SequenceAsync();
        Assert.Equal((Verdict.Proved, atCreation ? 302L : 602L), await VerdictAsync(restarted));
    }

    [Fact]
    public async Task A_process_that_dies_after_the_commit_has_lost_nothing()
    {
        var committed = await _process.RecordAsync(Commands(10));
        await _process.GetRequiredService<Sequencer>().RunOnceAsync(Ct);

        var restarted = _database.Process();

        Assert.Equal(0, await restarted.SequenceAsync());
        Assert.True(await restarted.GetRequiredService<IHeads>().CoverAsync(committed.Entries, TimeSpan.Zero, Ct));
        Assert.Equal((Verdict.Proved, 12L), await VerdictAsync(restarted));
    }

    [Fact]
    public async Task A_full_disk_is_told_and_what_was_there_stays_whole()
    {
        await _process.RecordAsync(Commands(300));
        await _process.SequenceAsync();
        var lane = _process.GetRequiredService<WriteLane>();
        await lane.WriteAsync((_, connection) => Task.FromResult(connection.Scalar<long>(
            $"PRAGMA max_page_count={connection.Scalar<long>("PRAGMA page_count") + 2}")), Ct);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => _process.RecordAsync(Commands(1_000)));

        // the failed write closed the connection, and its limit with it: space is back
        Assert.Equal((Verdict.Proved, 302L), await VerdictAsync(_process));
        await _process.RecordAsync(Commands(1));
        await _process.SequenceAsync();
        Assert.Equal((Verdict.Proved, 303L), await VerdictAsync(_process));
    }

    [Fact]
    public async Task A_locked_database_stops_heads_for_a_while_and_loses_nothing()
    {
        var committed = await _process.RecordAsync(Commands(1));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var hasty = _database.Process(patience: TimeSpan.FromMilliseconds(300));
        var heads = hasty.GetRequiredService<IHeads>();
        Task running;
        using (var other = _database.Beside())
        {
            other.Execute("BEGIN IMMEDIATE");
            running = hasty.GetRequiredService<Sequencer>().RunAsync(stop.Token);
            Assert.False(await heads.CoverAsync(committed.Entries, TimeSpan.FromMilliseconds(700), Ct));
            other.Execute("ROLLBACK");
        }

        Assert.True(await heads.CoverAsync(committed.Entries, TimeSpan.FromSeconds(30), Ct));
        await stop.CancelAsync();
        await running;
    }

    [Theory]
    [InlineData("UPDATE log_tile SET data = zeroblob(length(data)) WHERE level = 0 AND idx = 1")]
    [InlineData("DELETE FROM log_tile WHERE level = 0 AND idx = 1")]
    [InlineData("UPDATE log_state SET root = zeroblob(32)")]
    [InlineData("UPDATE log_state SET size = 301")]
    [InlineData("UPDATE log_state SET origin = 'aa-0000000000/acme000001'")]
    [InlineData("UPDATE log_checkpoint SET note = CAST(replace(CAST(note AS TEXT), '302', '303') AS BLOB)")]
    [InlineData("UPDATE log_checkpoint SET note = 'text'")]
    [InlineData("INSERT INTO outbox (client, event_id, entry) SELECT client, event_id, entry FROM log_entry WHERE idx = 5")]
    [InlineData("DELETE FROM log_state")]
    public async Task A_log_that_does_not_fit_its_last_head_gets_no_other_while_other_logs_go_on(string damage)
    {
        await _process.RecordAsync([.. Commands(300), .. Commands(1, "zebra00001")]);
        await _process.SequenceAsync();
        Beside(damage.Contains("WHERE", StringComparison.Ordinal)
            ? $"{damage} AND client = '{Client}'" : $"{damage} WHERE client = '{Client}'");
        await _process.RecordAsync([.. Commands(1), .. Commands(1, "zebra00001")]);

        var restarted = _database.Process();
        Assert.Equal(1, await restarted.SequenceAsync());

        Assert.Equal([Client], restarted.GetRequiredService<Sequencer>().Halted.Keys);
        using var beside = _database.Beside();
        Assert.Equal(302, beside.Scalar<long>($"SELECT COUNT(*) FROM log_entry WHERE client = '{Client}'"));
        Assert.InRange(beside.Scalar<long>("SELECT COUNT(*) FROM outbox"), 1, 2);
    }

    [Fact]
    public async Task Another_key_signs_nothing()
    {
        await _process.RecordAsync([.. Commands(1), .. Commands(1, "zebra00001")]);
        await _process.SequenceAsync();
        var keys = _database.Options.KeysFolder;
        var key = Path.Combine(keys, $"{Client}.logkey");
        var good = await File.ReadAllLinesAsync(key, Ct);
        TestDatabase.AssertOwnerOnly(key);

        await Halts([good[0], good[1], Convert.ToBase64String(new byte[32])]);
        await Halts([good[0], good[1].Replace("acme", "acne", StringComparison.Ordinal), good[2]]);
        await Halts(["?"]);
        TestDatabase.OpenToOthers(key);
        await Halts(good);
        File.Delete(key);
        await Halts(null);

        async Task Halts(string[]? lines)
        {
            if (lines is not null)
                await File.WriteAllLinesAsync(key, lines, Ct);
            await _process.RecordAsync(Commands(1));
            var restarted = _database.Process();
            Assert.Equal(0, await restarted.SequenceAsync());
            Assert.Contains(Client, restarted.GetRequiredService<Sequencer>().Halted.Keys);
            Assert.Equal(3, (await LogCopy.HeadAsync(restarted)).Size);
        }
    }

    [Fact]
    public async Task A_log_entry_is_neither_changed_nor_deleted()
    {
        await _process.RecordAsync(Commands(1));
        await _process.SequenceAsync();

        Assert.Throws<SqliteException>(() => Beside("UPDATE log_entry SET entry = x'00' WHERE idx = 1"));
        Assert.Throws<SqliteException>(() => Beside("DELETE FROM log_entry WHERE idx = 1"));
    }

    static async Task<(Verdict Verdict, long Entries)> VerdictAsync(IServiceProvider process)
    {
        var report = await LogCopy.VerifyAsync(process);
        return (report.Verdict, report.Entries);
    }
}
