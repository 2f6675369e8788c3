using System.Diagnostics;
using AccessAudit.Journal;
using AccessAudit.People;
using AccessAudit.State;
using AccessAudit.Storage;
using AccessAudit.Storage.Log;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace AccessAudit.Benchmarks;

/// <summary>
/// Entries a second into signed heads of fifty logs, beside the bare database: the same bytes into one table, in
/// transactions as large, with the same durability. And what waiting for a head adds to one act.
/// </summary>
static class LedgerSpeed
{
    const int Logs = 50;
    static readonly TimeSpan Long = TimeSpan.FromSeconds(5);
    static readonly PersonKey Ana = new("provider01", "ana0000000000000");

    public static async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("accessaudit-bench-").FullName;
        try
        {
            foreach (var facts in new[] { 1, 16, 64 })
            {
                var journal = await JournalAsync(Path.Combine(folder, $"journal-{facts}"), facts);
                var bare = Bare(Path.Combine(folder, $"bare-{facts}.db"), facts);
                Console.WriteLine($"{facts} facts a transaction: {journal.Say("0")} entries/s under signed heads of {Logs} logs, "
                    + $"{bare.Say("0")} rows/s into a bare table, ratio {(journal / bare).Say()}");
            }

            await WaitsAsync(Path.Combine(folder, "waits"));
            return 0;
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    static async Task<double> JournalAsync(string folder, int facts)
    {
        await using var process = await ProcessAsync(folder);
        using var stop = new CancellationTokenSource();
        var running = process.GetRequiredService<Sequencer>().RunAsync(stop.Token);
        var (store, heads) = (process.GetRequiredService<IStore>(), process.GetRequiredService<IHeads>());
        long entries = 0;
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Logs).Select(log => Task.Run(async () =>
        {
            IReadOnlyList<EntryRef> last = [];
            while (Stopwatch.GetElapsedTime(began) < Long)
            {
                last = await RecordAsync(store, $"client{log:0000}", facts);
                Interlocked.Add(ref entries, last.Count);
            }

            await heads.CoverAsync([last[^1]], TimeSpan.FromMinutes(1), CancellationToken.None);
        })));
        var speed = entries / Stopwatch.GetElapsedTime(began).TotalSeconds;
        await stop.CancelAsync();
        await running;
        return speed;
    }

    static double Bare(string file, int facts)
    {
        using var connection = new SqliteConnection($"Data Source={file}");
        connection.Open();
        Run("PRAGMA journal_mode = WAL");
        Run("PRAGMA synchronous = FULL");
        Run("CREATE TABLE entry(id INTEGER PRIMARY KEY, entry BLOB NOT NULL, disclosure BLOB NOT NULL)");
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO entry(entry, disclosure) VALUES(zeroblob(330), zeroblob(90))";
        long rows = 0;
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < Long)
        {
            using var transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            for (var i = 0; i < facts; i++, rows++)
            {
                insert.ExecuteNonQuery();
            }

            transaction.Commit();
        }

        return rows / Stopwatch.GetElapsedTime(began).TotalSeconds;

        void Run(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }

    static async Task WaitsAsync(string folder)
    {
        await using var process = await ProcessAsync(folder);
        using var stop = new CancellationTokenSource();
        var running = process.GetRequiredService<Sequencer>().RunAsync(stop.Token);
        var (store, heads) = (process.GetRequiredService<IStore>(), process.GetRequiredService<IHeads>());
        List<double> commits = [], waits = [];
        for (var i = 0; i < 320; i++)
        {
            var began = Stopwatch.GetTimestamp();
            var entries = await RecordAsync(store, "client0000", 1);
            commits.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            began = Stopwatch.GetTimestamp();
            await heads.CoverAsync(entries, TimeSpan.FromSeconds(5), CancellationToken.None);
            waits.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        Console.WriteLine($"one act: commit {Spread(commits[20..])}; then waiting for the head that covers it {Spread(waits[20..])}");
        await stop.CancelAsync();
        await running;
    }

    static async Task<ServiceProvider> ProcessAsync(string folder)
    {
        var options = new StorageOptions
        {
            ConnectionString = $"Data Source={Path.Combine(folder, "db", "accessaudit.db")}",
            KeysFolder = Path.Combine(folder, "keys"),
            Node = "bench",
            Patience = TimeSpan.FromSeconds(30),
        };
        await StorageSetup.MigrateAsync(options, CancellationToken.None);
        var process = new ServiceCollection().AddLogging().AddAccessAuditStorage(options).BuildServiceProvider();
        await process.GetRequiredService<IStore>().CommitAsync(
            work =>
            {
                work.Add(new Organization { Id = Ana.Organization, Name = "Provider", IsProvider = true });
                work.Add(new Person
                {
                    Organization = Ana.Organization,
                    Id = Ana.Id,
                    Login = "ana",
                    Name = "Ana",
                    Issuer = "https://id.example",
                    Subject = "1",
                    Roles = [Role.Technician],
                });
                return Task.FromResult(0);
            },
            CancellationToken.None);
        return process;
    }

    static async Task<IReadOnlyList<EntryRef>> RecordAsync(IStore store, string client, int facts) =>
        (await store.CommitAsync(
            work =>
            {
                for (var i = 0; i < facts; i++)
                {
                    work.Record(new Fact
                    {
                        Client = client,
                        Kind = "session.command",
                        At = DateTimeOffset.UtcNow,
                        By = Ana,
                        Session = "s1",
                        Details = Members.Of(("class", "exec")),
                        Content = Members.Of(("command", $"systemctl status unit-{i}")),
                    });
                }

                return Task.FromResult(0);
            },
            CancellationToken.None)).Entries;

    static string Spread(List<double> values)
    {
        values.Sort();
        return $"p50 {values[values.Count / 2].Say("0.0")} ms, p99 {values[values.Count * 99 / 100].Say("0.0")} ms";
    }
}
