using AccessAudit.State;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AccessAudit.Storage.Postgres;

/// <summary>
/// What PostgreSQL's error codes (appendix A of its manual) mean to Core. Anything not listed is our own mistake, or a
/// right that the role lacks, and stays the exception that it is.
/// </summary>
static class PostgresFaults
{
    /// <summary>The exception that <see cref="IStore"/> promises for this one, or null.</summary>
    public static Exception? Translate(Exception thrown) => thrown switch
    {
        StoreConflictException or StoreUnavailableException or OperationCanceledException => null,
        DbUpdateConcurrencyException => new StoreConflictException("The row has changed since it was read.", thrown),
        _ when Cause(thrown) is { } cause => Translate(cause),
        _ => null,
    };

    /// <summary>Another transaction was in the way: the same one may succeed when it is run again.</summary>
    public static bool IsInTheWay(Exception thrown) => Cause(thrown) is PostgresException
    {
        SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected,
    };

    /// <summary>A row with this key is there already.</summary>
    public static bool IsTaken(Exception thrown) => Cause(thrown) is PostgresException
    {
        SqlState: PostgresErrorCodes.UniqueViolation,
    };

    /// <summary>The connection is of no use any more; a fresh one may be.</summary>
    public static bool IsBroken(Exception thrown) => Cause(thrown) switch
    {
        PostgresException told => told.SqlState.StartsWith("57P", StringComparison.Ordinal),
        { } cause => cause.InnerException is not TimeoutException,
        null => false,
    };

    // EF wraps what Npgsql throws, once or twice.
    static NpgsqlException? Cause(Exception? thrown)
    {
        for (; thrown is not null; thrown = thrown.InnerException)
        {
            if (thrown is NpgsqlException cause)
                return cause;
        }

        return null;
    }

    static Exception? Translate(NpgsqlException thrown)
    {
        if (thrown is not PostgresException told)
            return Unavailable("The database cannot be reached, or its connection broke.", thrown);
        if (IsInTheWay(told))
            return new StoreConflictException("Another transaction was in the way.", thrown);
        if (IsTaken(told))
            return new StoreConflictException("A row with this key is there already.", thrown);
        return told.SqlState switch
        {
            PostgresErrorCodes.LockNotAvailable => Unavailable("The row is locked by another process.", thrown),
            PostgresErrorCodes.QueryCanceled => Unavailable("The database takes too long.", thrown),
            PostgresErrorCodes.ReadOnlySqlTransaction => Unavailable("The database is a standby and only reads.", thrown),
            PostgresErrorCodes.InvalidCatalogName => Unavailable("There is no such database.", thrown),
            PostgresErrorCodes.ObjectNotInPrerequisiteState => Unavailable("The database lets nobody in.", thrown),
            PostgresErrorCodes.DiskFull => Unavailable("The disk of the database is full.", thrown),
            _ => told.SqlState[..2] switch
            {
                "08" or "57" => Unavailable("The database ended the connection.", thrown),
                "28" => Unavailable("The database refuses the role or its password.", thrown),
                "53" => Unavailable("The database has no room for one more.", thrown),
                "58" or "XX" => Unavailable("The database is damaged, or its disk is.", thrown),
                _ => null,
            },
        };
    }

    static StoreUnavailableException Unavailable(string message, NpgsqlException thrown) => new(message, thrown);
}
