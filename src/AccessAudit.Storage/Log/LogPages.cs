// C2SP tlog-tiles (commit 5ba5ee8). Only the newest version of a tile is stored: a partial one of width W is its first
// W hashes, whatever it has grown to since. What the last signed head does not cover is not handed out.
using System.Data.Common;
using AccessAudit.Journal;
using AccessAudit.Ledger.Format;
using AccessAudit.State;
using AccessAudit.Storage.Databases;

namespace AccessAudit.Storage.Log;

sealed class LogPages(IDatabase database) : ILogPages
{
    public Task<byte[]?> CheckpointAsync(string client, CancellationToken ct) => Read(
        client, (connection, state) => LogState.Note(connection, client, state.Size), ct);

    public Task<SignedHead?> HeadAsync(string client, CancellationToken ct) => database.LookAsync(
        Reach.Of(client),
        connection => connection.Query(
            """
            SELECT c.size, c.at, c.note FROM log_state s
            JOIN log_checkpoint c ON c.client = s.client AND c.size = s.size WHERE s.client = @client
            """,
            row => new SignedHead(
                row.GetInt64(0), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)), (byte[])row[2]),
            ("@client", client)).SingleOrDefault(),
        ct);

    public Task<byte[]?> VerifierKeyAsync(string client, CancellationToken ct) => Read(
        client, (_, state) => System.Text.Encoding.ASCII.GetBytes(state.VerifierKey + "\n"), ct);

    public Task<byte[]?> TileAsync(string client, string path, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(path);
        return TilePath.TryParse("tile/" + path, out var tile)
            ? Read(client, (connection, state) => Tile(connection, state, tile), ct)
            : Task.FromResult<byte[]?>(null);
    }

    static byte[]? Tile(DbConnection connection, LogState state, TileAddress tile)
    {
        // the widest index first: no sum below can overflow
        var held = TilePath.Hashes(tile.Level ?? 0, state.Size);
        if (tile.Index > held / TilePath.FullWidth || tile.Index * TilePath.FullWidth + tile.Width > held)
            return null;
        return tile.Level is { } level
            ? LogState.Tile(connection, state.Client, level, tile.Index)?[..(tile.Width * Hash.Size)]
            : Bundle(connection, state.Client, tile.Index * TilePath.FullWidth, tile.Width);
    }

    static byte[] Bundle(DbConnection connection, string client, long first, int count) => EntryBundle.Write(
        connection.Query(
            "SELECT entry FROM log_entry WHERE client = @client AND idx >= @first AND idx < @end ORDER BY idx",
            row => (ReadOnlyMemory<byte>)(byte[])row[0],
            ("@client", client), ("@first", first), ("@end", first + count)));

    Task<byte[]?> Read(string client, Func<DbConnection, LogState, byte[]?> read, CancellationToken ct) =>
        database.LookAsync(
            Reach.Of(client),
            connection => LogState.Read(connection, client) is { } state ? read(connection, state) : null,
            ct);
}
