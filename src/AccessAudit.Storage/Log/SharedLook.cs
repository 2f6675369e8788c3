using System.Data.Common;
using AccessAudit.State;
using AccessAudit.Storage.Databases;

namespace AccessAudit.Storage.Log;

/// <summary>
/// Whether entries are in their logs, asked once for all who ask at the same moment: fifty that wait for one head are one
/// question to the database, not fifty.
/// </summary>
sealed class SharedLook(IDatabase database) : IDisposable
{
    readonly Lock _gate = new();
    readonly SemaphoreSlim _turn = new(1, 1);
    Round _next = new();

    /// <summary>Those of the entries that are there, and perhaps others.</summary>
    public async Task<HashSet<EntryRef>> FindAsync(IReadOnlyCollection<EntryRef> entries, CancellationToken ct)
    {
        bool leads;
        Round round;
        lock (_gate)
        {
            round = _next;
            leads = round.Wanted.Count == 0;
            round.Wanted.UnionWith(entries);
        }

        // Whoever opened the round asks for all of it, and is not called off: others wait for the answer.
        if (leads)
            await AskAsync(round);
        return await round.Found.Task.WaitAsync(ct);
    }

    public void Dispose() => _turn.Dispose();

    async Task AskAsync(Round round)
    {
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            lock (_gate)
                _next = new();
            round.Found.SetResult(await database.LookAsync(
                Reach.Of(round.Wanted.Select(entry => entry.Client)),
                connection => Find(connection, round.Wanted),
                CancellationToken.None));
        }
        catch (Exception thrown)
        {
            round.Found.SetException(thrown);
        }
        finally
        {
            _turn.Release();
        }
    }

    static HashSet<EntryRef> Find(DbConnection connection, HashSet<EntryRef> wanted)
    {
        var found = new HashSet<EntryRef>();
        foreach (var client in wanted.GroupBy(entry => entry.Client))
        {
            foreach (var events in client.Select(entry => entry.EventId).Chunk(100))
            {
                var names = string.Join(", ", events.Select((_, i) => $"@e{i}"));
                (string, object?)[] values = [("@client", client.Key), .. events.Select((id, i) => ($"@e{i}", (object?)id))];
                found.UnionWith(connection.Query(
                    $"SELECT event_id FROM log_entry WHERE client = @client AND event_id IN ({names})",
                    row => new EntryRef(client.Key, row.GetString(0)),
                    values));
            }
        }

        return found;
    }

    sealed class Round
    {
        public HashSet<EntryRef> Wanted { get; } = [];

        public TaskCompletionSource<HashSet<EntryRef>> Found { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
