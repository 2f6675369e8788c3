using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using AccessAudit.Ledger.Format;
using AccessAudit.Ledger.Verify;
using AccessAudit.Scenarios.Stage;
using Xunit;

namespace AccessAudit.Scenarios.Kills;

/// <summary>
/// Two gateways on one PostgreSQL, under load, now one and now the other killed (SIGKILL). Twenty seconds here, ten
/// minutes with a kill every twenty seconds with <c>infra/test --long</c>.
/// </summary>
public sealed class TwoProcessesTests
{
    static readonly bool Long = Environment.GetEnvironmentVariable("ACCESSAUDIT_TEST_LONG") == "1";
    static readonly TimeSpan Load = Long ? TimeSpan.FromMinutes(10) : TimeSpan.FromSeconds(20);
    static readonly TimeSpan BetweenKills = TimeSpan.FromSeconds(Long ? 20 : 6);

    const int Approvers = 6, Askers = 3;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    readonly ConcurrentBag<(string Kind, string Request)> _acknowledged = [];
    readonly ConcurrentBag<(string First, string Second)> _pairs = [];
    World _world = null!;
    Neighbour _neighbour = null!;

    [Fact]
    public async Task No_code_is_accepted_twice_no_entry_is_lost_and_the_heads_are_one_chain()
    {
        StoreMake.Postgres.Needs();
        await using var world = _world = await World.StartAsync(Cast, make: StoreMake.Postgres);
        await using var neighbour = _neighbour = await world.StartNeighbourAsync("test-b");
        foreach (var approver in Enumerable.Range(0, Approvers))
        {
            await world.Approver($"approver{approver}").PhoneAsync(Ct);
        }

        using var over = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var load = Task.WhenAll(
            [
                .. Enumerable.Range(0, Approvers).Select(i => UntilAsync(() => TwiceAsync(i, over.Token), over.Token)),
                .. Enumerable.Range(0, Askers).Select(
                    i => UntilAsync(() => AskAsync($"asker{i}", over.Token), over.Token)),
            ]);
        var kills = await KillAsync(over.Token);
        await over.CancelAsync();
        await load;

        await Eventually.GetAsync(
            async () => (await CountAsync("outbox")) == 0 ? "settled" : null, Ct);
        var (entries, heads) = await LogAsync();
        await CodesAsync(entries);
        Console.WriteLine(
            $"two processes, {Load.TotalSeconds:0} s: {kills} kills, {_acknowledged.Count} acknowledged acts, "
            + $"{_pairs.Count} codes sent to both at once, {entries.Count} entries under {heads} heads");
    }

    static Cast Cast { get; } = new(
        [new("clinique", "Clinique des Tilleuls", [new("dossiers", ["maint"], ["dossiers"], 1)])],
        [
            .. Enumerable.Range(0, Askers).Select(i => new Player($"asker{i}", null, ["technician"], ["clinique"])),
            .. Enumerable.Range(0, Approvers).SelectMany(i => new[]
            {
                new Player($"left{i}", null, ["technician"], ["clinique"]),
                new Player($"right{i}", null, ["technician"], ["clinique"]),
                new Player($"approver{i}", "clinique", ["approver", "client-admin"], []),
            }),
            new("rachel", "clinique", ["reviewer"], []),
        ]);

    string Either() => Random.Shared.Next(2) == 0 ? _world.Web : _neighbour.Web;

    // Whatever breaks while a process dies is tried again; what had been answered before is what counts.
    static async Task UntilAsync(Func<Task> act, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                await act();
            }
            catch (Exception gone) when (gone is HttpRequestException or IOException or InvalidOperationException
                or OperationCanceledException)
            {
                Ct.ThrowIfCancellationRequested();
            }
        }
    }

    async Task AskAsync(string who, CancellationToken over)
    {
        var (asker, at) = (_world.Technician(who), Either());
        var id = (await asker.AskAsync("clinique", "dossiers", over, at: at))["id"]!.GetValue<string>();
        _acknowledged.Add(("request.submitted", id));
        (await asker.PostAsync($"requests/{id}/withdraw", [], over, at: Either())).Must(200);
        _acknowledged.Add(("request.withdrawn", id));
    }

    // One code, two different approvals, one at each process, at once.
    async Task TwiceAsync(int pair, CancellationToken over)
    {
        var (left, right) = (_world.Technician($"left{pair}"), _world.Technician($"right{pair}"));
        var approver = _world.Approver($"approver{pair}");
        var code = await approver.CodeAsync(over);
        var first = (await left.AskAsync("clinique", "dossiers", over, at: Either()))["id"]!.GetValue<string>();
        var second = (await right.AskAsync("clinique", "dossiers", over, at: Either()))["id"]!.GetValue<string>();
        _pairs.Add((first, second));
        var told = await Task.WhenAll(
            ApproveAsync(approver, first, code, _world.Web), ApproveAsync(approver, second, code, _neighbour.Web));
        foreach (var (request, who, yes) in new[] { (first, left, told[0]), (second, right, told[1]) })
        {
            if (yes)
            {
                _acknowledged.Add(("approval.approved", request));
            }
            else
            {
                await who.PostAsync($"requests/{request}/withdraw", [], over, at: Either());
            }
        }
    }

    static async Task<bool> ApproveAsync(Actor approver, string request, string code, string at)
    {
        try
        {
            var told = await approver.PostAsync($"requests/{request}/approve", new() { ["otp"] = code }, Ct, at: at);
            return told.Status == 200;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    async Task<int> KillAsync(CancellationToken over)
    {
        var began = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(BetweenKills);
        for (var kills = 0; ; kills++)
        {
            await timer.WaitForNextTickAsync(over);
            if (Stopwatch.GetElapsedTime(began) >= Load)
            {
                return kills;
            }

            if (kills % 2 == 0)
            {
                await _neighbour.KillAsync();
                await _neighbour.StartAsync();
            }
            else
            {
                await _world.Gateway.KillAsync();
                await _world.StartGatewayAsync();
            }
        }
    }

    async Task<(List<JsonNode> Entries, int Heads)> LogAsync()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_world.Folder, "log")).FullName;
        await LogCopy.FetchAsync(_world.Reviewer("rachel"), _world.Client("clinique"), folder, Ct);
        var verified = await Tool.RunAsync(Binary.PathOf("accessaudit"), ["verify", folder]);
        Assert.True(verified.Exit == 0, verified.Output + verified.Error);
        Assert.Equal(Verdict.Proved, LogCopy.Verify(folder).Verdict);

        var entries = LogCopy.Entries(folder).ToList();
        var logged = entries.Select(
            entry => (entry["k"]!.GetValue<string>(), entry["r"]?.GetValue<string>() ?? "")).ToHashSet();
        Assert.NotEmpty(_acknowledged);
        Assert.DoesNotContain(_acknowledged, act => !logged.Contains(act));
        Assert.Equal(entries.Count, entries.Select(entry => entry["id"]!.GetValue<string>()).Distinct().Count());
        return (entries, await HeadsAsync());
    }

    // Every head that either process ever signed is the root over that many of the final log's leaves.
    async Task<int> HeadsAsync()
    {
        var leaves = await _world.Database!.AskAsync(
            "SELECT entry FROM log_entry ORDER BY idx", row => MerkleTree.LeafHash(row.GetFieldValue<byte[]>(0)));
        var heads = (await _world.Database.AskAsync(
            "SELECT size, note FROM log_checkpoint ORDER BY size",
            row => (row.GetInt64(0), row.GetFieldValue<byte[]>(1))))
            .ToDictionary(head => head.Item1, head => head.Item2);
        var prefix = new PrefixRoots();
        var found = 0;
        for (var size = 1; size <= leaves.Count; size++)
        {
            prefix.Add(leaves[size - 1]);
            if (heads.TryGetValue(size, out var bytes))
            {
                Assert.True(SignedNote.TryParse(bytes, out var note, out var why), why);
                Assert.True(Checkpoint.TryParseBody(note.Body.Span, out var head, out why), why);
                Assert.Equal((size, prefix.Root), (head.Size, head.Root));
                found++;
            }
        }

        Assert.Equal(heads.Count, found);
        return found;
    }

    async Task CodesAsync(List<JsonNode> entries)
    {
        Assert.NotEmpty(_pairs);
        var approved = (await _world.Database!.AskAsync(
            "SELECT id FROM access_request WHERE state = 'approved'", row => row.GetString(0))).ToHashSet();
        Assert.DoesNotContain(_pairs, pair => approved.Contains(pair.First) && approved.Contains(pair.Second));
        Assert.Contains(_pairs, pair => approved.Contains(pair.First) || approved.Contains(pair.Second));

        // Each spent code has its one entry, each entry its code.
        Assert.Equal(
            await CountAsync("spent_code"), entries.Count(entry => entry["k"]!.GetValue<string>() == "otp.verified"));
    }

    async Task<long> CountAsync(string table) =>
        (await _world.Database!.AskAsync($"SELECT count(*) FROM {table}", row => row.GetInt64(0)))[0];
}
