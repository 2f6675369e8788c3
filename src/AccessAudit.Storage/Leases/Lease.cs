using System.Data.Common;
using AccessAudit.State;
using AccessAudit.Storage.Sqlite;

namespace AccessAudit.Storage.Leases;

/// <summary>
/// One duty for one process at a time. The row's epoch grows with every change of holder; asked inside the transaction
/// that does the work, it also fences: who has lost the lease changes nothing any more.
/// </summary>
sealed class Lease(string name, string node, TimeProvider clock)
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
        var now = clock.GetUtcNow();
        var row = connection.Query(
            "SELECT holder, epoch, until FROM lease WHERE name = @name",
            reader => (Holder: reader.GetString(0), Epoch: reader.GetInt64(1), Until: reader.GetInt64(2)),
            ("@name", name)).SingleOrDefault();
        if (row.Holder == _holder)
        {
            if (row.Until - now.ToUnixTimeMilliseconds() < Term.TotalMilliseconds / 2)
                Set(connection, row.Epoch, now);
            return row.Epoch;
        }

        // Only a process that never held it may take it from its own node's name: it is that node, started anew.
        var isMyFormerSelf = !_hasHeld
            && row.Holder is { } holder && holder.StartsWith(node + "/", StringComparison.Ordinal);
        if (row.Holder is not null && !isMyFormerSelf && now.ToUnixTimeMilliseconds() < row.Until)
            return 0;
        Set(connection, row.Epoch + 1, now);
        return row.Epoch + 1;
    }

    /// <summary>The transaction in which it was held has been committed.</summary>
    public void Confirm() => _hasHeld = true;

    /// <summary>Gives it back, so that another process need not wait for the term to end.</summary>
    public void Release(DbConnection connection) => connection.Execute(
        "UPDATE lease SET until = 0 WHERE name = @name AND holder = @holder", ("@name", name), ("@holder", _holder));

    void Set(DbConnection connection, long epoch, DateTimeOffset now) => connection.Execute(
        """
        INSERT INTO lease (name, holder, epoch, until) VALUES (@name, @holder, @epoch, @until)
        ON CONFLICT (name) DO UPDATE SET holder = @holder, epoch = @epoch, until = @until
        """,
        ("@name", name), ("@holder", _holder), ("@epoch", epoch), ("@until", (now + Term).ToUnixTimeMilliseconds()));
}
