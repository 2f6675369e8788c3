using System.Collections.Concurrent;
using System.Data.Common;
using AccessAudit.State;
using AccessAudit.Storage.Databases;
using AccessAudit.Storage.Leases;
using Microsoft.Extensions.Logging;

namespace AccessAudit.Storage.Log;

/// <summary>
/// Moves entries from the outbox under signed heads: one process at a time, woken by every commit of its own process
/// and looking by itself for those of others. It takes whatever is there, never "above the last id seen": ids may become
/// visible out of order.
/// </summary>
public sealed class Sequencer : IDisposable
{
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>Entries of one log in one transaction while others wait too, and of all logs together.</summary>
    const int Batch = 256, Transaction = 1024;

    readonly IDatabase _database;
    readonly LogBells _bells;
    readonly LogKeys _keys;
    readonly Lease _lease;
    readonly TimeProvider _clock;
    readonly ILogger _logger;
    readonly ConcurrentDictionary<string, string> _halted = new(StringComparer.Ordinal);
    string _lastServed = "";
    long _epoch;

    internal Sequencer(
        IDatabase database, LogBells bells, StorageOptions options, TimeProvider clock, ILogger<Sequencer> logger)
    {
        (_database, _bells, _clock, _logger) = (database, bells, clock, logger);
        _keys = new LogKeys(options);
        _lease = new Lease("sequencer", options.Node, database);
    }

    /// <summary>
    /// Clients whose log gets no more heads from this process, with the reason: what is stored does not fit together.
    /// Nothing that waits for a head of theirs happens any more.
    /// </summary>
    public IReadOnlyDictionary<string, string> Halted => _halted;

    /// <summary>The epoch under which this process signed last; 0 while another process leads, and before the first.</summary>
    public long Epoch => Interlocked.Read(ref _epoch);

    /// <summary>Runs until cancelled; a database that is locked, full or gone is tried again.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var carrying = _database.CarryAsync(_bells, ct);
        try
        {
            while (true)
            {
                var ring = await CatchUpAsync(ct);
                await Bell.WaitAsync(ring, _bells.Pause(Look), _clock, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await carrying;
            await ReleaseAsync();
        }
    }

    /// <summary>One transaction; returns how many entries are now under new heads, 0 also when another process leads.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was moved.</exception>
    public async Task<int> RunOnceAsync(CancellationToken ct)
    {
        if ((await _database.LookAsync(Reach.Everything, Dirty, ct)).Count == 0)
            return 0;
        using var spans = new HeadSpans(_clock);
        var (moved, epoch) = await _database.TendAsync(connection => Grow(connection, spans), ct);
        _epoch = epoch;
        if (moved > 0)
        {
            _lease.Confirm();
            spans.Committed();
            _bells.RingHeads();
        }

        return moved;
    }

    public void Dispose() => _keys.Dispose();

    // Returns the bell to wait for: taken before the last look, so that no commit is overslept.
    async Task<Task> CatchUpAsync(CancellationToken ct)
    {
        try
        {
            while (true)
            {
                var ring = _bells.Outbox.Next;
                if (await RunOnceAsync(ct) == 0)
                    return ring;
            }
        }
        catch (Exception thrown) when (thrown is StoreUnavailableException or StoreConflictException)
        {
            SequencerLog.TriesAgain(_logger, thrown);
            return new TaskCompletionSource().Task;
        }
    }

    (int Moved, long Epoch) Grow(DbConnection connection, HeadSpans spans)
    {
        spans.Forget();
        if (_lease.TryHold(connection) is var epoch && epoch == 0)
            return (0, 0);
        var dirty = Dirty(connection);
        var batch = dirty.Count == 0 ? 0 : Math.Max(Batch, Transaction / dirty.Count);
        var moved = 0;
        foreach (var client in dirty)
        {
            if (moved >= Transaction)
                break;
            _lastServed = client;
            moved += Grow(connection, client, batch, epoch, spans);
        }

        return (moved, epoch);
    }

    int Grow(DbConnection connection, string client, int batch, long epoch, HeadSpans spans)
    {
        var span = spans.Begin();
        connection.Execute("SAVEPOINT log");
        try
        {
            var moved = new LogBook(connection, _keys, client).Grow(batch, epoch, _clock.GetUtcNow(), span);
            connection.Execute("RELEASE log");
            spans.Signed(moved);
            return moved.Count;
        }
        catch (Exception why) when (IsOfThisLog(why))
        {
            connection.Execute("ROLLBACK TO log; RELEASE log");
            spans.Failed();
            _halted[client] = why.Message;
            SequencerLog.IntegrityAlarm(_logger, client, why.Message);
            return 0;
        }
    }

    // What one log's rows can do wrong must not stop the others. An index or event id that is taken cannot be a race:
    // the lease is ours in this very transaction.
    bool IsOfThisLog(Exception why) => why is LogHaltedException or InvalidCastException || _database.SaysTaken(why);

    // Jumps from client to client in the index instead of reading a long outbox through; begins after the one that was
    // served last, so that a busy log starves nobody.
    List<string> Dirty(DbConnection connection)
    {
        var clients = connection.Query(
            """
            WITH RECURSIVE dirty (client) AS (
                SELECT MIN(client) FROM outbox
                UNION ALL
                SELECT (SELECT MIN(client) FROM outbox WHERE outbox.client > dirty.client)
                FROM dirty WHERE dirty.client IS NOT NULL)
            SELECT client FROM dirty WHERE client IS NOT NULL
            """,
            row => row.GetString(0)).FindAll(client => !_halted.ContainsKey(client));
        var next = clients.FindIndex(client => string.CompareOrdinal(client, _lastServed) > 0);
        return next > 0 ? [.. clients[next..], .. clients[..next]] : clients;
    }

    async Task ReleaseAsync()
    {
        try
        {
            await _database.TendAsync(_lease.Release, CancellationToken.None);
        }
        catch (StoreUnavailableException thrown)
        {
            SequencerLog.KeepsLease(_logger, thrown);
        }
    }
}

static partial class SequencerLog
{
    [LoggerMessage(1, LogLevel.Warning, "No heads for the moment, the sequencer tries again")]
    public static partial void TriesAgain(ILogger logger, Exception why);

    [LoggerMessage(2, LogLevel.Critical, "INTEGRITY ALARM: the log of {Client} gets no more heads until restart: {Why}")]
    public static partial void IntegrityAlarm(ILogger logger, string client, string why);

    [LoggerMessage(3, LogLevel.Warning, "The sequencer's lease could not be given back; it ends by itself")]
    public static partial void KeepsLease(ILogger logger, Exception why);
}
