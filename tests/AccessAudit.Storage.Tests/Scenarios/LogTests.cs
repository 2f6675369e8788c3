using AccessAudit.Journal;
using AccessAudit.Ledger.Format;
using AccessAudit.Ledger.Verify;
using AccessAudit.State;
using AccessAudit.Storage.Log;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AccessAudit.Storage.Tests.Scenarios;

public sealed class LogTests : IAsyncLifetime
{
    const string Client = TestDatabase.Client;

    static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

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

    Task<byte[]?> Tile(string path) => _process.GetRequiredService<ILogPages>().TileAsync(Client, path, Ct);

    static Fact[] Commands(int count, string client = Client) =>
        [.. Enumerable.Range(0, count).Select(i => TestDatabase.Command($"command {i}", client: client))];

    [Fact]
    public async Task A_copy_of_the_pages_is_proved_by_the_verifier()
    {
        await _process.RecordAsync(Commands(700));
        await _process.RecordAsync(Commands(1));

        Assert.Equal(703, await _process.SequenceAsync());

        var report = await LogCopy.VerifyAsync(_process);
        Assert.Equal((Verdict.Proved, 703L), (report.Verdict, report.Entries));
        Assert.Matches("^aa-[a-z0-9]{10}/acme000001$", report.Head!.Origin);
    }

    [Fact]
    public async Task Every_tile_of_every_size_up_to_600_is_served_and_nothing_beyond_the_head()
    {
        var leaves = new List<byte>();
        await _process.RecordAsync(Commands(1));
        await _process.SequenceAsync();
        for (var size = 3; size <= 600; size++)
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
            await _process.RecordAsync(Commands(1));
            await _process.SequenceAsync();
        }

        Assert.Equal(leaves.Take(17 * 32), await Tile("0/000.p/17"));
        Assert.Equal(Verdict.Proved, (await LogCopy.VerifyAsync(_process)).Verdict);
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
        await _process.RecordAsync(Commands(300));
        await _process.SequenceAsync();

        Assert.Null(await Tile(path));
        Assert.NotNull(await Tile("0/000"));
        Assert.Null(await _process.GetRequiredService<ILogPages>().CheckpointAsync("nobody0001", Ct));
    }

    [Fact]
    public async Task Waiting_for_a_head_ends_with_the_head_or_with_patience()
    {
        var heads = _process.GetRequiredService<IHeads>();
        var committed = await _process.RecordAsync(Commands(1));
        Assert.False(await heads.CoverAsync(committed.Entries, TimeSpan.FromMilliseconds(20), Ct));
        Assert.True(await heads.CoverAsync([], TimeSpan.Zero, Ct));

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var running = _process.GetRequiredService<Sequencer>().RunAsync(stop.Token);

        Assert.True(await heads.CoverAsync(committed.Entries, Long, Ct));
        var later = await _process.RecordAsync(Commands(1));
        Assert.True(await heads.CoverAsync(later.Entries, Long, Ct));
        Assert.Equal(4, (await LogCopy.HeadAsync(_process)).Size);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Two_sequencers_on_one_database_make_one_log()
    {
        var second = _database.Process("node-b");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        Task[] running =
        [
            _process.GetRequiredService<Sequencer>().RunAsync(stop.Token),
            second.GetRequiredService<Sequencer>().RunAsync(stop.Token),
        ];

        var commits = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(
            () => (i % 2 == 0 ? _process : second).RecordAsync(Commands(5)), Ct)));

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
        var second = _database.Process("node-b");
        await _process.RecordAsync(Commands(1));
        Assert.Equal(3, await _process.SequenceAsync());
        await _process.RecordAsync(Commands(1));

        Assert.Equal(0, await second.SequenceAsync());
        Assert.Equal(1, await _database.Process().SequenceAsync());

        // its lease was taken by its own successor: it must not write any more
        await _process.RecordAsync(Commands(1));
        Assert.Equal(0, await _process.SequenceAsync());
    }

    [Fact]
    public async Task A_busy_log_does_not_starve_a_quiet_one()
    {
        await _process.RecordAsync(Commands(5_000));
        await _process.RecordAsync(Commands(1, "zebra00001"));

        await _process.GetRequiredService<Sequencer>().RunOnceAsync(Ct);

        Assert.Equal(3, (await LogCopy.HeadAsync(_process, "zebra00001")).Size);
        Assert.InRange((await LogCopy.HeadAsync(_process)).Size, 1, 1_024);
    }

    [Fact]
    public async Task The_reader_tells_of_growth_once()
    {
        var reader = _process.GetRequiredService<ILogReader>();
        await _process.RecordAsync(Commands(3));
        await _process.SequenceAsync();
        await reader.WaitForNewsAsync(Long, Ct);
        Assert.Equal([new LogSize(Client, 5)], await reader.SizesAsync(Ct));

        var quiet = reader.WaitForNewsAsync(Long, Ct);
        Assert.False(quiet.IsCompleted);
        await _process.RecordAsync(Commands(1));
        await _process.SequenceAsync();
        await quiet;

        Assert.Equal([4L, 5], (await reader.ReadAsync(Client, 4, 10, Ct)).Select(entry => entry.Index));
    }
}
