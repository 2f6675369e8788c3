using System.Data.Common;
using AccessAudit.Ledger.Format;
using AccessAudit.Storage.Databases;

namespace AccessAudit.Storage.Log;

/// <summary>How far a client's log is signed. Entries, tiles and head of this size are in the same transaction.</summary>
sealed record LogState(string Client, string Origin, string VerifierKey, long Size, Hash Root)
{
    public static LogState? Read(DbConnection connection, string client) => connection.Query(
        "SELECT origin, vkey, size, root FROM log_state WHERE client = @client",
        row => new LogState(client, row.GetString(0), row.GetString(1), row.GetInt64(2), new Hash((byte[])row[3])),
        ("@client", client)).SingleOrDefault();

    public static byte[]? Note(DbConnection connection, string client, long size) => connection.Scalar<byte[]>(
        "SELECT note FROM log_checkpoint WHERE client = @client AND size = @size",
        ("@client", client), ("@size", size));

    public static byte[]? Tile(DbConnection connection, string client, int level, long index) =>
        connection.Scalar<byte[]>(
            "SELECT data FROM log_tile WHERE client = @client AND level = @level AND idx = @idx",
            ("@client", client), ("@level", level), ("@idx", index));
}
