using AccessAudit.Storage.Databases;
using AccessAudit.Storage.Log;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AccessAudit.Storage.Postgres;

/// <summary>
/// Bells between processes, over LISTEN and NOTIFY. Said outside the transactions, since NOTIFY inside one makes all
/// commits of a database queue; what is lost is found by whoever looks a second later.
/// </summary>
sealed class Messenger(PostgresServer server, LogBells bells, ILogger logger)
{
    const string Outbox = "accessaudit_outbox", Heads = "accessaudit_heads";

    static readonly TimeSpan Again = TimeSpan.FromSeconds(1);
    static readonly TimeSpan StillThere = TimeSpan.FromSeconds(5);

    readonly string _me = Guid.NewGuid().ToString("N");

    /// <summary>Ends when cancelled, without an exception.</summary>
    public Task RunAsync(CancellationToken ct) => Task.WhenAll(
        KeepOnAsync(HearAsync, ct),
        KeepOnAsync(stop => TellAsync(bells.OwnOutbox, Outbox, stop), ct),
        KeepOnAsync(stop => TellAsync(bells.OwnHeads, Heads, stop), ct));

    async Task KeepOnAsync(Func<CancellationToken, Task> run, CancellationToken ct)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                if (!isFirst)
                    await Task.Delay(Again, ct);
                await run(ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (NpgsqlException thrown)
            {
                MessengerLog.Deaf(logger, thrown);
            }
        }
    }

    async Task HearAsync(CancellationToken ct)
    {
        await using var connection = await server.OpenAsync(ct);
        connection.Notification += (_, told) => Hear(told);
        try
        {
            connection.Execute($"LISTEN {Outbox}; LISTEN {Heads}");
            bells.HearsOthers = true;
            // what was said before we listened
            bells.Outbox.Ring();
            bells.Heads.Ring();
            while (true)
            {
                if (!await connection.WaitAsync(StillThere, ct))
                    connection.Execute("SELECT 1");
            }
        }
        finally
        {
            bells.HearsOthers = false;
            // a connection that listens must not go back to the pool
            NpgsqlConnection.ClearPool(connection);
        }
    }

    void Hear(NpgsqlNotificationEventArgs told)
    {
        if (told.Payload != _me)
            (told.Channel == Outbox ? bells.Outbox : bells.Heads).Ring();
    }

    async Task TellAsync(Bell bell, string channel, CancellationToken ct)
    {
        var ring = bell.Next;
        while (true)
        {
            await ring.WaitAsync(ct);
            ring = bell.Next;
            await using var connection = await server.OpenAsync(ct);
            await using var tell = new NpgsqlCommand("SELECT pg_notify($1, $2)", connection)
            {
                Parameters = { new() { Value = channel }, new() { Value = _me } },
            };
            await tell.ExecuteNonQueryAsync(ct);
        }
    }
}

static partial class MessengerLog
{
    [LoggerMessage(11, LogLevel.Warning, "Other processes are not heard for the moment; whoever waits looks instead")]
    public static partial void Deaf(ILogger logger, Exception why);
}
