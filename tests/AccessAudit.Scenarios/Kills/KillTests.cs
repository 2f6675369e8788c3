using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AccessAudit.Ledger.Verify;
using AccessAudit.Scenarios.Stage;
using Xunit;

namespace AccessAudit.Scenarios.Kills;

/// <summary>
/// The gateway is killed (SIGKILL) at random moments while people ask and withdraw and a technician's sessions run. Twenty
/// times here, two hundred with <c>infra/test --long</c>.
/// </summary>
public abstract class KillTests(StoreMake make)
{
    static readonly string[] Askers = ["tech2", "tech3"];
    static readonly string[] Over = ["lost", "sealed", "ended"];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static int Kills => Environment.GetEnvironmentVariable("ACCESSAUDIT_TEST_LONG") == "1" ? 200 : 20;

    [Fact]
    public async Task Whatever_was_acknowledged_before_a_kill_is_in_the_log_and_nothing_opens_by_itself_afterwards()
    {
        Tool.Needs("ssh", "sshd");
        make.Needs();
        await using var house = await SshHouse.OpenAsync(make, "tech1", "tech2", "tech3");
        await house.KeyAsync("tech1", Ct);
        await house.GrantAsync("tech1", "approver1", Ct, window: 15);
        var first = await house.SshAsync("tech1", "tech1+files", "true", await house.World.Technician("tech1").CodeAsync(Ct));
        Assert.True(first.Exit == 0, first.Error);
        foreach (var asker in Askers)
        {
            await house.World.Technician(asker).TokenAsync(Ct);
        }

        var acknowledged = new ConcurrentBag<(string Kind, string Request)>();
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var session = house.Start(
                "tech1", "tech1+files", "while :; do echo tick; sleep 0.05; done");
            var load = Task.WhenAll(Askers.Select(who => AskUntilDeadAsync(house.World, who, acknowledged)));
            if (kill % 5 == 0)
            {
                // a random moment alone may always come before a session has begun
                await session.SpokeAsync();
            }

            await PauseAsync(RandomNumberGenerator.GetInt32(20, 1200));
            await house.World.Gateway.KillAsync();
            await load;
            await house.World.StartGatewayAsync();
        }

        await CheckAsync(house, acknowledged);
    }

    static async Task AskUntilDeadAsync(World world, string who, ConcurrentBag<(string Kind, string Request)> acknowledged)
    {
        try
        {
            while (true)
            {
                var request = await world.Technician(who).AskAsync("clinique", "files", Ct, TargetServer.Account);
                var id = request["id"]!.GetValue<string>();
                acknowledged.Add(("request.submitted", id));
                (await world.Technician(who).PostAsync($"requests/{id}/withdraw", [], Ct)).Must(200);
                acknowledged.Add(("request.withdrawn", id));
            }
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException or InvalidOperationException)
        {
            // The gateway died under it; what it had answered before is what counts.
        }
    }

    static async Task CheckAsync(SshHouse house, ConcurrentBag<(string Kind, string Request)> acknowledged)
    {
        var rachel = house.World.Reviewer("rachel");
        var folder = Directory.CreateDirectory(house.PathOf("log")).FullName;
        await LogCopy.FetchAsync(rachel, house.World.Client("clinique"), folder, Ct);
        var report = LogCopy.Verify(folder);
        Assert.True(report.Verdict == Verdict.Proved, string.Join('\n', report.Findings));

        var entries = Entries(folder).ToList();
        var logged = entries.Select(entry => (entry["k"]!.GetValue<string>(), entry["r"]?.GetValue<string>() ?? "")).ToHashSet();
        Assert.NotEmpty(acknowledged);
        Assert.DoesNotContain(acknowledged, act => !logged.Contains(act));

        // Each segment that the log vouches for is on disk as it was sealed.
        foreach (var segment in entries.Where(entry => entry["k"]!.GetValue<string>() == "recording.segment_sealed"))
        {
            var name = segment["d"]!["sha256"]!.GetValue<string>();
            var shelf = Path.Combine(
                house.World.DataFolder, "recordings", house.World.Client("clinique"), segment["sess"]!.GetValue<string>());
            Assert.Contains(name, Directory.GetFiles(shelf, "*.age")
                .Select(file => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))));
        }

        // What a kill cut is told as lost, and nothing is open.
        var sessions = await AllAsync(rachel, "sessions");
        Assert.Contains(sessions, session => session["state"]!.GetValue<string>() == "lost");
        Assert.All(sessions, session => Assert.Contains(session["state"]!.GetValue<string>(), Over));
        var lost = sessions.Count(session => session["state"]!.GetValue<string>() == "lost");
        Assert.Equal(lost, entries.Count(entry => entry["k"]!.GetValue<string>() == "session.lost"));
    }

    static async Task<List<JsonNode>> AllAsync(Actor reader, string path)
    {
        List<JsonNode> all = [];
        for (string? next = ""; next is not null;)
        {
            var page = (await reader.GetAsync($"{path}?limit=100{next}", Ct)).Must(200);
            all.AddRange(page["items"]!.AsArray().OfType<JsonNode>());
            next = page["next"]?.GetValue<string>() is { } cursor ? $"&cursor={cursor}" : null;
        }

        return all;
    }

    static IEnumerable<JsonNode> Entries(string log)
    {
        foreach (var bundle in Directory.GetFiles(Path.Combine(log, "tile", "entries"), "*", SearchOption.AllDirectories))
        {
            var bytes = File.ReadAllBytes(bundle);
            for (var at = 0; at < bytes.Length;)
            {
                var length = (bytes[at] << 8) | bytes[at + 1];
                yield return JsonNode.Parse(Encoding.UTF8.GetString(bytes, at + 2, length)) ?? throw new JsonException();
                at += 2 + length;
            }
        }
    }

    // A random moment is what is tried here: there is no event to wait for.
    static async Task PauseAsync(int milliseconds)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(milliseconds));
        await timer.WaitForNextTickAsync(Ct);
    }
}

public sealed class KillsOnSqlite() : KillTests(StoreMake.Sqlite);

public sealed class KillsOnPostgres() : KillTests(StoreMake.Postgres);
