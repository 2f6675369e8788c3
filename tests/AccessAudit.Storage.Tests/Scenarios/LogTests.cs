using AccessAudit.Journal;
using AccessAudit.Ledger.Format;
using AccessAudit.Ledger.Verify;
using AccessAudit.Storage.Log;
using AccessAudit.Storage.Tests.Stage;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AccessAudit.Storage.Tests.Scenarios;

public abstract class LogTests(Func<Task<TestDatabase>> create) : DatabaseContract(create)
{
    const string Client = TestDatabase.Client;

    static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    /// <summary>Of the log, at which every tile is looked at.</summary>
    protected virtual IReadOnlyList<int> Sizes { get; } = [.. Enumerable.Range(3, 598)];

    Task<byte[]?> Tile(string path) => Process.GetRequiredService<ILogPages>().TileAsync(Client, path, Ct);

    static Fact[] Commands(int count, string client = Client) =>
        [.. Enumerable.Range(0, count).Select(i => TestDatabase.Command($"command {i}", client: client))];

    [Fact]
    public async Task A_copy_of_the_pages_is_proved_by_the_verifier()
    {
        await Process.RecordAsync(Commands(700));
        await Process.RecordAsync(Commands(1));

        Assert.Equal(703, await Process.SequenceAsync());

        var report = await LogCopy.VerifyAsync(Process);
        Assert.Equal((Verdict.Proved, 703L), (report.Verdict, report.Entries));
        Assert.Matches("^aa-[a-z0-9]{10}/acme000001$", report.Head!.Origin);
    }

    [Fact]
    public async Task Every_tile_of_every_size_up_to_600_is_served_and_nothing_beyond_the_head()
    {
        var leaves = new List<byte>();
        await Process.RecordAsync(Commands(1));
        await Process.SequenceAsync();
        foreach (var (size, next) in Sizes.Zip(Sizes.Skip(1).Append(601)))
        {
            var partial = size % 256;
            if (size % 256 == 0)
            {
                Assert.Equal(256 * 32, (await Tile($"0/00{size / 256 - 1}"))!.Length);
                Assert.Equal(size / 256 * 32, (await Tile($"1/000.p/{size / 256}"))!.Length);
            }
            else
            {
                var tile = await Tile($"0/00{size / 256}.p/{partial}");
                var bundle = await Tile($"entries/00{size / 256}.p/{partial}");
                Assert.True(EntryBundle.TryRead(bundle, partial, out var entries, out var why), why);
                Assert.Equal(entries.SelectMany(entry => MerkleTree.LeafHash(entry.Span).ToArray()), tile);
                leaves = [.. leaves.Take(size / 256 * 256 * 32), .. tile!];
            }

            Assert.Null(await Tile($"0/00{size / 256}.p/{partial + 1}"));
            Assert.Null(await Tile($"entries/00{size / 256}.p/{partial + 1}"));
            Assert.Null(await Tile($"1/000.p/{size / 256 + 1}"));
            await Process.RecordAsync(Commands(next - size));
            await Process.SequenceAsync();
        }

        Assert.Equal(leaves.Take(17 * 32), await Tile("0/000.p/17"));
        Assert.Equal(Verdict.Proved, (await LogCopy.VerifyAsync(Process)).Verdict);
    }

    [Theory]
    [InlineData("0/0")]
    [InlineData("0/000.p/0")]
    [InlineData("0/000.p/256")]
    [InlineData("0/000.p/01")]
    [InlineData("8/0/000")]
    [InlineData("00/000")]
    [InlineData("0/x000/000")]
    [InlineData("0/../000")]
    [InlineData("entries/../../checkpoint")]
    [InlineData("63/x999/x999/x999/x999/x999/x999/999")]
    [InlineData("")]
    public async Task A_path_of_another_spelling_is_not_there(string path)
    {
        await Process.RecordAsync(Commands(300));
        await Process.SequenceAsync();

        Assert.Null(await Tile(path));
        Assert.NotNull(await Tile("0/000"));
        Assert.Null(await Process.GetRequiredService<ILogPages>().CheckpointAsync("nobody0001", Ct));
    }

    [Fact]
    public async Task Waiting_for_a_head_ends_with_the_head_or_with_patience()
    {
        var heads = Process.GetRequiredService<IHeads>();
        var committed = await Process.RecordAsync(Commands(1));
        Assert.False(await heads.CoverAsync(committed.Entries, TimeSpan.FromMilliseconds(20), Ct));
        Assert.True(await heads.CoverAsync([], TimeSpan.Zero, Ct));

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var running = Process.GetRequiredService<Sequencer>().RunAsync(stop.Token);

        Assert.True(await heads.CoverAsync(committed.Entries, Long, Ct));
        var later = await Process.RecordAsync(Commands(1));
        Assert.True(await heads.CoverAsync(later.Entries, Long, Ct));
        Assert.Equal(4, (await LogCopy.HeadAsync(Process)).Size);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Two_sequencers_on_one_database_make_one_log()
    {
        var second = Database.Process("node-b");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        Task[] running =
        [
            Process.GetRequiredService<Sequencer>().RunAsync(stop.Token),
            second.GetRequiredService<Sequencer>().RunAsync(stop.Token),
        ];

        var commits = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(
            () => (i % 2 == 0 ? Process : second).RecordAsync(Commands(5)), Ct)));

        foreach (var committed in commits)
            Assert.True(await second.GetRequiredService<IHeads>().CoverAsync(committed.Entries, Long, Ct));
        await stop.CancelAsync();
        await Task.WhenAll(running);
        var report = await LogCopy.VerifyAsync(second);
        Assert.Equal((Verdict.Proved, 302L), (report.Verdict, report.Entries));
    }

    [Fact]
    public async Task Another_node_leads_only_once_the_first_has_let_go_and_a_restarted_node_at_once()
    {
        var second = Database.Process("node-b");
        await Process.RecordAsync(Commands(1));
        Assert.Equal(3, await Process.SequenceAsync());
        await Process.RecordAsync(Commands(1));

        Assert.Equal(0, await second.SequenceAsync());
        Assert.Equal(1, await Database.Process().SequenceAsync());

        // its lease was taken by its own successor: it must not write any more
        await Process.RecordAsync(Commands(1));
        Assert.Equal(0, await Process.SequenceAsync());
    }

    [Fact]
    public async Task A_busy_log_does_not_starve_a_quiet_one()
    {
        await Process.RecordAsync(Commands(5_000));
        await Process.RecordAsync(Commands(1, "zebra00001"));

        await Process.GetRequiredService<Sequencer>().RunOnceAsync(Ct);

        Assert.Equal(3, (await LogCopy.HeadAsync(Process, "zebra00001")).Size);
        Assert.InRange((await LogCopy.HeadAsync(Process)).Size, 1, 1_024);
    }

    [Fact]
    public async Task The_reader_tells_of_growth_once()
    {
        var reader = Process.GetRequiredService<ILogReader>();
        await Process.RecordAsync(Commands(3));
        await Process.SequenceAsync();
        await reader.WaitForNewsAsync(Long, Ct);
        Assert.Equal([new LogSize(Client, 5)], await reader.SizesAsync(Ct));

        var quiet = reader.WaitForNewsAsync(Long, Ct);
        Assert.False(quiet.IsCompleted);
        await Process.RecordAsync(Commands(1));
        await Process.SequenceAsync();
        await quiet;

        Assert.Equal([4L, 5], (await reader.ReadAsync(Client, 4, 10, Ct)).Select(entry => entry.Index));
    }

    [Fact]
    public async Task The_reader_knows_where_an_event_stands_and_counts_a_span_of_time()
    {
        var reader = Process.GetRequiredService<ILogReader>();
        await Process.RecordAsync([.. Enumerable.Range(0, 4).Select(
            i => TestDatabase.Command($"command {i}") with { At = TestDatabase.Noon.AddMilliseconds(i) })]);
        await Process.SequenceAsync();
        var entries = await reader.ReadAsync(Client, 0, 10, Ct);

        foreach (var entry in entries)
        {
            Assert.Equal(entry.Index, await reader.IndexOfAsync(Client, entry.EventId, Ct));
        }

        Assert.Null(await reader.IndexOfAsync("zebra00001", entries[0].EventId, Ct));
        Assert.Equal(entries.Count, await reader.CountAsync(Client, 10, TestDatabase.Noon, TestDatabase.Noon.AddMilliseconds(4), Ct));
        Assert.Equal(2, await reader.CountAsync(Client, 10, TestDatabase.Noon.AddMilliseconds(1), TestDatabase.Noon.AddMilliseconds(3), Ct));
        Assert.Equal(3, await reader.CountAsync(Client, 3, TestDatabase.Noon, TestDatabase.Noon.AddDays(1), Ct));
        Assert.Equal(0, await reader.CountAsync("zebra00001", 10, TestDatabase.Noon, TestDatabase.Noon.AddDays(1), Ct));

        var head = await Process.GetRequiredService<ILogPages>().HeadAsync(Client, Ct);
        Assert.Equal(entries.Count, head!.Size);
        Assert.Equal(await Process.GetRequiredService<ILogPages>().CheckpointAsync(Client, Ct), head.Note);
    }
}
