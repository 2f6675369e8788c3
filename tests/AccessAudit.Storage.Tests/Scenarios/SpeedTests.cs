using System.Diagnostics;
using AccessAudit.Journal;
using AccessAudit.State;
using AccessAudit.Storage.Log;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AccessAudit.Storage.Tests.Scenarios;

/// <summary>Measurements, run on demand (<c>--explicit only</c>): they print figures and judge nothing.</summary>
public sealed class SpeedTests(ITestOutputHelper output)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task How_long_a_commit_waits_for_its_head()
    {
        await using var database = await TestDatabase.CreateAsync();
        var process = database.Process();
        await TestDatabase.AddPeopleAsync(process.GetRequiredService<IStore>());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var running = process.GetRequiredService<Sequencer>().RunAsync(stop.Token);
        var heads = process.GetRequiredService<IHeads>();
        List<double> commits = [], waits = [];
        for (var i = 0; i < 300; i++)
        {
            var began = Stopwatch.GetTimestamp();
            var committed = await process.RecordAsync(TestDatabase.Command("ls"));
            commits.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            began = Stopwatch.GetTimestamp();
            Assert.True(await heads.CoverAsync(committed.Entries, TimeSpan.FromSeconds(5), Ct));
            waits.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        await stop.CancelAsync();
        await running;
        output.WriteLine($"commit ms: {Spread(commits[20..])}; wait for the head ms: {Spread(waits[20..])}");
    }

    [Theory(Explicit = true)]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(64)]
    public async Task How_many_entries_a_second_come_under_heads_of_50_logs(int factsPerCommit)
    {
        await using var database = await TestDatabase.CreateAsync();
        var process = database.Process();
        await TestDatabase.AddPeopleAsync(process.GetRequiredService<IStore>());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var running = process.GetRequiredService<Sequencer>().RunAsync(stop.Token);
        var heads = process.GetRequiredService<IHeads>();
        var entries = 0;
        var cpu = Environment.CpuUsage.TotalTime;
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(client => Task.Run(
            async () =>
            {
                IReadOnlyList<EntryRef> last = [];
                while (Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(5))
                {
                    var facts = Enumerable.Range(0, factsPerCommit).Select(
                        i => TestDatabase.Command($"command {i}", client: $"client{client:0000}"));
                    last = (await process.RecordAsync([.. facts])).Entries;
                    Interlocked.Add(ref entries, last.Count);
                }

                Assert.True(await heads.CoverAsync([last[^1]], TimeSpan.FromSeconds(60), Ct));
            },
            Ct)));
        var took = Stopwatch.GetElapsedTime(began);
        await stop.CancelAsync();
        await running;
        var each = (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / entries;
        output.WriteLine(
            $"{factsPerCommit} facts a commit: {entries} entries in {took.TotalSeconds:0.0} s = "
            + $"{entries / took.TotalSeconds:0}/s, {each:0} us of CPU each");
    }

    static string Spread(List<double> values)
    {
        values.Sort();
        return $"p50 {values[values.Count / 2]:0.0}, p99 {values[values.Count * 99 / 100]:0.0}, max {values[^1]:0.0}";
    }
}
