using AccessAudit.State;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace AccessAudit.Storage.Sqlite;

/// <summary>
/// What SQLite's result codes (sqlite.org/rescode.html) mean to Core. Anything not listed is our own mistake and stays
/// the exception that it is.
/// </summary>
static class SqliteFaults
{
    const int Busy = 5, Locked = 6, ReadOnly = 8, InputOutput = 10, Corrupt = 11, Full = 13, CannotOpen = 14,
        Constraint = 19, NotADatabase = 26;

    const int ConstraintPrimaryKey = 1555, ConstraintUnique = 2067, ConstraintRowId = 2579;

    /// <summary>The exception that <see cref="IStore"/> promises for this one, or null.</summary>
    public static Exception? Translate(Exception thrown) => thrown switch
    {
        DbUpdateConcurrencyException => new StoreConflictException("The row has changed since it was read.", thrown),
        DbUpdateException { InnerException: SqliteException inner } => Translate(inner),
        SqliteException sqlite => Translate(sqlite),
        _ => null,
    };

    static Exception? Translate(SqliteException thrown) => thrown.SqliteErrorCode switch
    {
        Busy or Locked => Unavailable("The database is locked by another process.", thrown),
        Full => Unavailable("The disk of the database is full.", thrown),
        ReadOnly or InputOutput or CannotOpen => Unavailable("The database cannot be reached.", thrown),
        Corrupt or NotADatabase => Unavailable("The database file is damaged.", thrown),
        Constraint when thrown.SqliteExtendedErrorCode is ConstraintPrimaryKey or ConstraintUnique or ConstraintRowId =>
            new StoreConflictException("A row with this key is there already.", thrown),
        _ => null,
    };

    static StoreUnavailableException Unavailable(string message, SqliteException thrown) => new(message, thrown);
}
