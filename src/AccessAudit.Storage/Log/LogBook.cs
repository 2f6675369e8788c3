using System.Data.Common;
using AccessAudit.Ledger.Append;
using AccessAudit.Ledger.Format;
using AccessAudit.State;
using AccessAudit.Storage.Databases;

namespace AccessAudit.Storage.Log;

/// <summary>
/// One client's log in one write transaction: entries leave the outbox, the tree grows, the head is signed, all at once
/// or not at all. A signature that a roll-back loses was seen by nobody, and the same head signs to the same bytes.
/// </summary>
sealed class LogBook(DbConnection connection, LogKeys keys, string client)
{
    /// <summary>Moves up to <paramref name="limit"/> entries under one new head; returns what was moved.</summary>
    /// <param name="span">The span that signs, kept beside the head for whoever reads on from it.</param>
    /// <exception cref="LogHaltedException">What is stored does not fit together; nothing was changed.</exception>
    public IReadOnlyList<Moved> Grow(int limit, long epoch, DateTimeOffset now, string? span)
    {
        var state = LogState.Read(connection, client);
        var key = state is null ? Begin() : Check(state);
        var waiting = connection.Query(
            "SELECT id, event_id, entry, at, traceparent FROM outbox WHERE client = @client ORDER BY id LIMIT @limit",
            row => new Waiting(
                row.GetInt64(0), row.GetString(1), (byte[])row[2], row.GetInt64(3),
                row.IsDBNull(4) ? null : row.GetString(4)),
            ("@client", client), ("@limit", limit));
        if (waiting.Count == 0)
            return [];
        var size = state?.Size ?? 0;
        if (size == 0)
            RefuseOtherBeginning(waiting[0].Entry);
        var leaves = waiting.ConvertAll(entry => MerkleTree.LeafHash(entry.Entry));
        var grown = LogAppender.Append(size, Tile, leaves);
        Move(waiting, leaves, size);
        Keep(grown.Tiles);
        Set(state, key, grown, epoch);
        var note = key.Sign(new Checkpoint(key.VerifierKey.Name, grown.Size, grown.Root));
        connection.Execute(
            """
            INSERT INTO log_checkpoint (client, size, note, at, traceparent) VALUES (@client, @size, @note, @at, @span)
            """,
            ("@client", client), ("@size", grown.Size), ("@note", note), ("@at", now.ToUnixTimeMilliseconds()),
            ("@span", span));
        return waiting.ConvertAll(entry => new Moved(size++, entry.At, entry.TraceParent));
    }

    byte[]? Tile(int level, long index) => LogState.Tile(connection, client, level, index);

    LogKey Begin()
    {
        if (connection.Scalar<long>("SELECT COUNT(*) FROM log_entry WHERE client = @client", ("@client", client)) > 0)
            throw new LogHaltedException("it has entries but no state");
        return keys.Create(client, $"{Instance.Name(connection)}/{client}");
    }

    // Before anything is signed, the last thing signed must still be what is stored, by the same key.
    LogKey Check(LogState state)
    {
        var key = keys.Open(client, state.Origin);
        if (key.VerifierKey.ToString() != state.VerifierKey)
            throw new LogHaltedException("its key is not the one that signed so far");
        var stored = LogState.Note(connection, client, state.Size)
            ?? throw new LogHaltedException($"the head of size {state.Size} is missing");
        if (!SignedNote.TryParse(stored, out var note, out var why)
            || note.Verify(key.VerifierKey) != NoteVerdict.Verified
            || !Checkpoint.TryParseBody(note.Body.Span, out var head, out why))
            throw new LogHaltedException($"the head of size {state.Size} is not signed by its key {why}");
        if (head != new Checkpoint(state.Origin, state.Size, state.Root))
            throw new LogHaltedException("its state is not that of its last head");
        try
        {
            if (LogAppender.Append(state.Size, Tile, []).Root != state.Root)
                throw new LogHaltedException("its tiles do not lead to the root of its last head");
        }
        catch (InvalidOperationException thrown)
        {
            throw new LogHaltedException(thrown.Message, thrown);
        }

        return key;
    }

    static void RefuseOtherBeginning(byte[] entry)
    {
        if (!Envelope.TryRead(entry, out var envelope, out var why) || envelope.Kind != Envelope.LogCreated)
            throw new LogHaltedException($"its first entry is not {Envelope.LogCreated} {why}");
    }

    void Move(List<Waiting> waiting, List<Hash> leaves, long size)
    {
        connection.ExecuteAll(
            "INSERT INTO log_entry (client, idx, event_id, leaf_hash, entry) VALUES (@client, @idx, @event, @leaf, @entry)",
            ["@client", "@idx", "@event", "@leaf", "@entry"],
            [.. waiting.Select((entry, i) =>
                new object?[] { client, size + i, entry.EventId, leaves[i].ToArray(), entry.Entry })]);
        // By id, one by one: a range could take along what another transaction commits late under a lower id.
        connection.ExecuteAll(
            "DELETE FROM outbox WHERE id = @id", ["@id"], [.. waiting.Select(entry => new object?[] { entry.Id })]);
    }

    void Keep(IReadOnlyList<TileData> tiles) => connection.ExecuteAll(
        """
        INSERT INTO log_tile (client, level, idx, data) VALUES (@client, @level, @idx, @data)
        ON CONFLICT (client, level, idx) DO UPDATE SET data = @data
        """,
        ["@client", "@level", "@idx", "@data"],
        [.. tiles.Select(tile => new object?[] { client, tile.Level, tile.Index, tile.Data })]);

    void Set(LogState? state, LogKey key, AppendResult grown, long epoch)
    {
        var changed = state is null
            ? connection.Execute(
                """
                INSERT INTO log_state (client, origin, vkey, size, root, lease_epoch)
                VALUES (@client, @origin, @vkey, @size, @root, @epoch)
                """,
                ("@client", client), ("@origin", key.VerifierKey.Name), ("@vkey", key.VerifierKey.ToString()),
                ("@size", grown.Size), ("@root", grown.Root.ToArray()), ("@epoch", epoch))
            : connection.Execute(
                """
                UPDATE log_state SET size = @size, root = @root, lease_epoch = @epoch
                WHERE client = @client AND size = @old AND lease_epoch <= @epoch
                """,
                ("@client", client), ("@size", grown.Size), ("@root", grown.Root.ToArray()), ("@epoch", epoch),
                ("@old", state.Size));
        if (changed != 1)
            throw new StoreConflictException("Another sequencer has grown the log.", null);
    }

    readonly record struct Waiting(long Id, string EventId, byte[] Entry, long At, string? TraceParent);
}

/// <summary>An entry that is under a head now.</summary>
/// <param name="At">When it was written, in Unix milliseconds; 0 = not known.</param>
/// <param name="TraceParent">The span in which that was; null = nobody recorded it.</param>
readonly record struct Moved(long Index, long At, string? TraceParent);
