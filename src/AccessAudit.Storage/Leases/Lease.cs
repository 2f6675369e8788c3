using System.Data.Common;
using AccessAudit.State;
using AccessAudit.Storage.Databases;

namespace AccessAudit.Storage.Leases;

/// <summary>
/// One duty for one process at a time. The row's epoch grows with every change of holder; asked inside the transaction
/// that does the work, it also fences: who has lost the lease changes nothing any more.
/// </summary>
sealed class Lease(string name, string node, IDatabase database)
{
    /// <summary>A dead holder keeps the others waiting this long; a restart under the same node name takes over at once.</summary>
    public static readonly TimeSpan Term = TimeSpan.FromSeconds(10);

    readonly string _holder = $"{node}/{Ids.New()}";
    bool _hasHeld;

    /// <summary>
    /// Takes or keeps the lease in the caller's write transaction; returns the epoch, or 0 while another process has it.
    /// Nothing is remembered before <see cref="Confirm"/>: the transaction may yet roll back.
    /// </summary>
    public long TryHold(DbConnection connection)
    {
        var now = database.Now(connection);
        var row = connection.Query(
            $"SELECT holder, epoch, until FROM lease WHERE name = @name{database.ForUpdate}",
            reader => (Holder: reader.GetString(0), Epoch: reader.GetInt64(1), Until: reader.GetInt64(2)),
            ("@name", name)).SingleOrDefault();
        if (row.Holder == _holder)
        {
            var lasts = row.Until - now.ToUnixTimeMilliseconds() >= Term.TotalMilliseconds / 2;
            return lasts || Set(connection, row.Epoch, row.Epoch, now) ? row.Epoch : 0;
        }

        // Only a process that never held it may take it from its own node's name: it is that node, started anew.
        var isMyFormerSelf = !_hasHeld
            && row.Holder is { } holder && holder.StartsWith(node + "/", StringComparison.Ordinal);
        if (row.Holder is not null && !isMyFormerSelf && now.ToUnixTimeMilliseconds() < row.Until)
            return 0;
        return Set(connection, row.Epoch, row.Epoch + 1, now) ? row.Epoch + 1 : 0;
    }

    /// <summary>The transaction in which it was held has been committed.</summary>
    public void Confirm() => _hasHeld = true;

    /// <summary>Gives it back, so that another process need not wait for the term to end.</summary>
    public int Release(DbConnection connection) => connection.Execute(
        "UPDATE lease SET until = 0 WHERE name = @name AND holder = @holder", ("@name", name), ("@holder", _holder));

    // Compared with the epoch that was read: of two that find the lease free, one changes the row and the other nothing.
    bool Set(DbConnection connection, long before, long epoch, DateTimeOffset now) => connection.Execute(
        """
        INSERT INTO lease (name, holder, epoch, until) VALUES (@name, @holder, @epoch, @until)
        ON CONFLICT (name) DO UPDATE SET holder = @holder, epoch = @epoch, until = @until WHERE lease.epoch = @before
        """,
        ("@name", name), ("@holder", _holder), ("@epoch", epoch), ("@until", (now + Term).ToUnixTimeMilliseconds()),
        ("@before", before)) == 1;
}
