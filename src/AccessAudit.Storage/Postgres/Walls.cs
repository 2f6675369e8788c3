// PostgreSQL 5.8, row security. FORCE, else the owner sees all. A setting that was once set is '' afterwards, not NULL:
// neither '' nor NULL reaches anybody. Whoever can make this program run SQL of his own can also say another reach: the
// wall is against our own questions asked wrongly, not against that.
using System.Data.Common;
using AccessAudit.Storage.Databases;
using AccessAudit.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AccessAudit.Storage.Postgres;

/// <summary>Row-level security on every organization's tables, and what the program's role may.</summary>
static class Walls
{
    /// <summary>The word for <see cref="State.Reach.Everything"/>.</summary>
    public const string Everything = "*";

    static readonly string[] Owners = ["client", "organization"];

    /// <summary>Tables of the ledger, with the column that says whose a row is, and the rights to them.</summary>
    static readonly (string Table, string? Owner, string Rights)[] Ledger =
    [
        ("instance", null, "SELECT"),
        ("lease", null, "SELECT, INSERT, UPDATE"),
        ("outbox", "client", "SELECT, INSERT, DELETE"),
        ("disclosure", "client", "SELECT, INSERT, DELETE"),
        ("log_entry", "client", "SELECT, INSERT"),
        ("log_tile", "client", "SELECT, INSERT, UPDATE"),
        ("log_state", "client", "SELECT, INSERT, UPDATE"),
        ("log_checkpoint", "client", "SELECT, INSERT"),
    ];

    /// <summary>The walled tables and the column by which each is walled.</summary>
    public static IEnumerable<(string Table, string Owner)> Of(AccessAuditDb db) => All(db)
        .Where(table => table.Owner is not null)
        .Select(table => (table.Table, table.Owner!));

    /// <summary>Raises what does not stand, for this version's tables; harmless when run again.</summary>
    public static void Raise(DbConnection owner, AccessAuditDb db, string role)
    {
        foreach (var (table, column) in Of(db))
        {
            owner.Execute($"""
                ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY;
                ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY;
                DROP POLICY IF EXISTS reach ON "{table}";
                CREATE POLICY reach ON "{table}" USING (
                    (SELECT current_setting('aa.reach', true)) = '{Everything}'
                    OR "{column}" = ANY (
                        (SELECT string_to_array(nullif(current_setting('aa.reach', true), ''), ','))::text[]));
                """);
        }

        Grant(owner, db, role);
    }

    // Rights of a role that is the owner itself stay as they are: taking them away would lock the trial out.
    static void Grant(DbConnection owner, AccessAuditDb db, string role)
    {
        if (owner.Scalar<string>("SELECT CAST(current_user AS text)") == role)
            return;
        var quoted = $"\"{role.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        foreach (var (table, _, rights) in All(db))
            owner.Execute($"REVOKE ALL ON \"{table}\" FROM {quoted}; GRANT {rights} ON \"{table}\" TO {quoted}");
        owner.Execute($"GRANT SELECT ON \"__EFMigrationsHistory\" TO {quoted}");
    }

    static IEnumerable<(string Table, string? Owner, string Rights)> All(AccessAuditDb db) => db.Model.GetEntityTypes()
        .Select(entity => (entity.GetTableName()!, OwnerOf(entity), "SELECT, INSERT, UPDATE, DELETE"))
        .Concat(Ledger);

    // An organization's own row is its own; what counts failures by network address belongs to nobody.
    static string? OwnerOf(Microsoft.EntityFrameworkCore.Metadata.IEntityType entity)
    {
        var first = entity.FindPrimaryKey()!.Properties[0].GetColumnName();
        return entity.ClrType == typeof(People.Organization) || Owners.Contains(first) ? first : null;
    }
}
