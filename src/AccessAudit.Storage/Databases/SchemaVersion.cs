using AccessAudit.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AccessAudit.Storage.Databases;

/// <summary>Whether a database is of this version of the program.</summary>
static class SchemaVersion
{
    /// <exception cref="SchemaMismatchException">It was made by a later version.</exception>
    public static void RefuseNewer(AccessAuditDb db)
    {
        var unknown = db.Database.GetAppliedMigrations().Except(db.Database.GetMigrations()).ToList();
        if (unknown.Count > 0)
        {
            throw new SchemaMismatchException(
                $"The database has {string.Join(", ", unknown)}, which this version does not know: it was made by "
                + "another version of the program. Start that one.");
        }
    }

    /// <exception cref="SchemaMismatchException">It is of another version, or empty.</exception>
    public static async Task RefuseOtherAsync(AccessAuditDb db, CancellationToken ct)
    {
        RefuseNewer(db);
        var pending = (await db.Database.GetPendingMigrationsAsync(ct)).ToList();
        if (pending.Count > 0)
        {
            throw new SchemaMismatchException(
                $"The database lacks {string.Join(", ", pending)}: run the migrate command, then start again.");
        }
    }
}
