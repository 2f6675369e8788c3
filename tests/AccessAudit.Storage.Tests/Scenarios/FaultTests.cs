using System.Data.Common;
using AccessAudit.Journal;
using AccessAudit.Ledger.Verify;
using AccessAudit.Storage.Databases;
using AccessAudit.Storage.Log;
using AccessAudit.Storage.Tests.Stage;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AccessAudit.Storage.Tests.Scenarios;

/// <summary>Every step of sequencing fails once, "not persisted" and "persisted but not told"; then a new process starts.</summary>
public abstract class FaultTests(Func<Task<TestDatabase>> create) : DatabaseContract(create)
{
    const string Client = TestDatabase.Client;

    protected static Fact[] Commands(int count, string client = Client) =>
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
            await Process.RecordAsync(Commands(300));
            await Process.SequenceAsync();
        }

        await Process.RecordAsync(Commands(300));
        Database.Break(step);

        await Assert.ThrowsAnyAsync<DbException>(() => Process.SequenceAsync());
        if (!atCreation)
            Assert.Equal((Verdict.Proved, 302L), await VerdictAsync(Process));

        Database.Mend(step);
        var restarted = Database.Process();
        await restarted.SequenceAsync();
        Assert.Equal((Verdict.Proved, atCreation ? 302L : 602L), await VerdictAsync(restarted));
    }

    [Fact]
    public async Task A_process_that_dies_after_the_commit_has_lost_nothing()
    {
        var committed = await Process.RecordAsync(Commands(10));
        await Process.GetRequiredService<Sequencer>().RunOnceAsync(Ct);

        var restarted = Database.Process();

        Assert.Equal(0, await restarted.SequenceAsync());
        Assert.True(await restarted.GetRequiredService<IHeads>().CoverAsync(committed.Entries, TimeSpan.Zero, Ct));
        Assert.Equal((Verdict.Proved, 12L), await VerdictAsync(restarted));
    }

    [Fact]
    public async Task A_locked_database_stops_heads_for_a_while_and_loses_nothing()
    {
        var committed = await Process.RecordAsync(Commands(1));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var hasty = Database.Process(patience: TimeSpan.FromMilliseconds(300));
        var heads = hasty.GetRequiredService<IHeads>();
        Task running;
        using (var other = Database.Beside())
        {
            Database.Hold(other);
            running = hasty.GetRequiredService<Sequencer>().RunAsync(stop.Token);
            Assert.False(await heads.CoverAsync(committed.Entries, TimeSpan.FromMilliseconds(700), Ct));
            other.Execute("ROLLBACK");
        }

        Assert.True(await heads.CoverAsync(committed.Entries, TimeSpan.FromSeconds(30), Ct));
        await stop.CancelAsync();
        await running;
    }

    [Theory]
    [InlineData("UPDATE log_tile SET data = @zeros WHERE level = 0 AND idx = 1 AND")]
    [InlineData("DELETE FROM log_tile WHERE level = 0 AND idx = 1 AND")]
    [InlineData("UPDATE log_state SET root = @hash WHERE")]
    [InlineData("UPDATE log_state SET size = 301 WHERE")]
    [InlineData("UPDATE log_state SET origin = 'aa-0000000000/acme000001' WHERE")]
    [InlineData("UPDATE log_checkpoint SET note = @note WHERE")]
    [InlineData("UPDATE log_checkpoint SET note = 'text' WHERE")]
    [InlineData("INSERT INTO outbox (client, event_id, entry) SELECT client, event_id, entry FROM log_entry WHERE idx = 5 AND")]
    [InlineData("DELETE FROM log_state WHERE")]
    public async Task A_log_that_does_not_fit_its_last_head_gets_no_other_while_other_logs_go_on(string damage)
    {
        await Process.RecordAsync([.. Commands(300), .. Commands(1, "zebra00001")]);
        await Process.SequenceAsync();
        Damage($"{damage} client = '{Client}'");
        await Process.RecordAsync([.. Commands(1), .. Commands(1, "zebra00001")]);

        var restarted = Database.Process();
        Assert.Equal(1, await restarted.SequenceAsync());

        Assert.Equal([Client], restarted.GetRequiredService<Sequencer>().Halted.Keys);
        using var beside = Database.Beside();
        Assert.Equal(302, beside.Scalar<long>($"SELECT COUNT(*) FROM log_entry WHERE client = '{Client}'"));
        Assert.InRange(beside.Scalar<long>("SELECT COUNT(*) FROM outbox"), 1, 2);
    }

    [Fact]
    public async Task Another_key_signs_nothing()
    {
        await Process.RecordAsync([.. Commands(1), .. Commands(1, "zebra00001")]);
        await Process.SequenceAsync();
        var keys = Database.Options.KeysFolder;
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
            await Process.RecordAsync(Commands(1));
            var restarted = Database.Process();
            Assert.Equal(0, await restarted.SequenceAsync());
            Assert.Contains(Client, restarted.GetRequiredService<Sequencer>().Halted.Keys);
            Assert.Equal(3, (await LogCopy.HeadAsync(restarted)).Size);
        }
    }

    [Fact]
    public async Task A_log_entry_is_neither_changed_nor_deleted()
    {
        await Process.RecordAsync(Commands(1));
        await Process.SequenceAsync();

        using var beside = Database.Beside();
        Assert.ThrowsAny<DbException>(
            () => beside.Execute("UPDATE log_entry SET entry = @entry WHERE idx = 1", ("@entry", new byte[1])));
        Assert.ThrowsAny<DbException>(() => beside.Execute("DELETE FROM log_entry WHERE idx = 1"));
    }

    // The head is that of 302 entries: its second tile holds the last 46 hashes.
    void Damage(string sql)
    {
        using var beside = Database.Beside();
        var head = System.Text.Encoding.UTF8.GetString(beside.Scalar<byte[]>(
            $"SELECT note FROM log_checkpoint WHERE client = '{Client}' AND size = 302")!);
        (string, object?)[] values =
        [
            ("@zeros", new byte[46 * 32]), ("@hash", new byte[32]),
            ("@note", System.Text.Encoding.UTF8.GetBytes(head.Replace("302", "303", StringComparison.Ordinal))),
        ];
        Assert.NotEqual(0, beside.Execute(sql, values.Where(x => sql.Contains(x.Item1, StringComparison.Ordinal)).ToArray()));
    }

    protected static async Task<(Verdict Verdict, long Entries)> VerdictAsync(IServiceProvider process)
    {
        var report = await LogCopy.VerifyAsync(process);
        return (report.Verdict, report.Entries);
    }
}
