using System.Data.Common;
using AccessAudit.State;
using AccessAudit.Storage.Log;
using AccessAudit.Storage.Rows;

namespace AccessAudit.Storage.Databases;

/// <summary>
/// One database, of whichever make: three kinds of transaction, and the few words in which the makes differ. Faults
/// come out as Core's <see cref="StoreUnavailableException"/> and <see cref="StoreConflictException"/>; anything else
/// is a mistake of ours.
/// </summary>
interface IDatabase
{
    /// <summary>Reads one snapshot and changes nothing.</summary>
    Task<T> ReadAsync<T>(Reach reach, Func<DbConnection, Task<T>> read, CancellationToken ct);

    /// <summary>
    /// A decision: it sees the latest state and commits as if it were alone, or not at all. Run again from the start
    /// when it got in another's way. The commit itself cannot be cancelled: nobody shall be told of a failure that was
    /// a success.
    /// </summary>
    Task<T> DecideAsync<T>(Reach reach, Func<AccessAuditDb, Task<T>> decide, CancellationToken ct);

    /// <summary>
    /// A duty of the host, over all clients: every statement sees the latest committed state. It guards itself by
    /// compare-and-set.
    /// </summary>
    Task<T> TendAsync<T>(Func<DbConnection, T> tend, CancellationToken ct);

    /// <summary>Core's rows over a connection that the caller owns.</summary>
    AccessAuditDb Rows(DbConnection connection);

    /// <summary>Whether it says that a row with this key is there already.</summary>
    bool SaysTaken(Exception thrown);

    /// <summary>The instant by which leases are judged.</summary>
    DateTimeOffset Now(DbConnection connection);

    /// <summary>Put after a SELECT, it keeps the row from others until the transaction ends.</summary>
    string ForUpdate { get; }

    /// <summary>The pseudo-column by which a statement can name any row.</summary>
    string RowAddress { get; }

    /// <summary>Carries the rings of this process's bells to others and theirs to it, until cancelled.</summary>
    Task CarryAsync(LogBells bells, CancellationToken ct);
}

static class Looking
{
    /// <summary>A snapshot for plain SQL.</summary>
    public static Task<T> LookAsync<T>(
        this IDatabase database, Reach reach, Func<DbConnection, T> look, CancellationToken ct) =>
        database.ReadAsync(reach, connection => Task.FromResult(look(connection)), ct);
}
