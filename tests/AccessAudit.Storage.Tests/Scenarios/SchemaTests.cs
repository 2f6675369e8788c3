using System.Data.Common;
using AccessAudit.State;
using AccessAudit.Storage.Databases;
using AccessAudit.Storage.Postgres;
using AccessAudit.Storage.Rows;
using AccessAudit.Storage.Sqlite;
using AccessAudit.Storage.Tests.Stage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace AccessAudit.Storage.Tests.Scenarios;

/// <summary>Both makes have the same tables, drawn from the same records.</summary>
public sealed class SchemaTests
{
    static readonly string[] Owners = ["Client", "Organization", "Id", "Source"];

    [Fact]
    public void Every_row_of_Core_is_mapped_with_a_key_that_starts_with_whose_it_is()
    {
        var rows = typeof(IRow).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IRow)) && type.IsClass);
        using var db = SqliteDb.Over(new SqliteConnection());

        Assert.All(rows, row => Assert.Contains(
            db.Model.FindEntityType(row)!.FindPrimaryKey()!.Properties[0].Name, Owners));
    }

    [Fact]
    public void Neither_makes_migrations_lag_behind_the_records()
    {
        using AccessAuditDb sqlite = SqliteDb.Over(new SqliteConnection());
        using AccessAuditDb postgres = PostgresDb.Over(new NpgsqlConnection());

        Assert.False(sqlite.Database.HasPendingModelChanges(), "run infra/schema");
        Assert.False(postgres.Database.HasPendingModelChanges(), "run infra/schema");
        Assert.Equal(sqlite.Database.GetMigrations(), postgres.Database.GetMigrations());
    }

    [Fact]
    public async Task Both_makes_have_the_same_tables_columns_and_keys()
    {
        await using var postgres = await PostgresTestDatabase.CreateAsync();
        await using var sqlite = await SqliteTestDatabase.CreateAsync();

        var expected = Columns(sqlite, """
            SELECT m.name, c.name, CAST(c."notnull" AS TEXT), CAST(c.pk AS TEXT) FROM sqlite_master m
            JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'
            """);
        var found = Columns(postgres, """
            SELECT CAST(t.relname AS text), CAST(a.attname AS text), CASE WHEN a.attnotnull THEN '1' ELSE '0' END,
                CAST(COALESCE(array_position(CAST(k.conkey AS int[]), CAST(a.attnum AS int)), 0) AS text)
            FROM pg_class t
            JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
            LEFT JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype = 'p'
            WHERE t.relkind IN ('r', 'p') AND NOT t.relispartition AND t.relnamespace = CAST('public' AS regnamespace)
            """);

        Assert.NotEmpty(expected);
        Assert.Equal(expected, found);
    }

    static List<string> Columns(TestDatabase database, string sql)
    {
        using DbConnection beside = database.Beside();
        return [.. beside.Query(
            sql, row => $"{row.GetString(0)}.{row.GetString(1)} not null {row.GetString(2)} key {row.GetString(3)}")
            .Where(column => !column.StartsWith("__EF", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];
    }
}
