using AccessAudit.Storage.Databases;
using AccessAudit.Storage.Log;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AccessAudit.Storage.Postgres;

/// <summary>Two roles: the owner makes tables and walls, once; the program's role works between them.</summary>
static class PostgresSchema
{
    // Any number will do that nobody else in this database takes for something else.
    const long MigrationLock = 0x4143_4341_5544;

    public static Task<IReadOnlyList<string>> MigrateAsync(StorageOptions options, CancellationToken ct) =>
        TranslateAsync<IReadOnlyList<string>>(async () =>
        {
            var role = await RoleAsync(options, ct);
            using var server = new PostgresServer(options with
            {
                ConnectionString = options.OwnerConnectionString is { Length: > 0 } owner
                    ? owner
                    : options.ConnectionString,
            });
            await using var connection = await server.OpenAsync(ct);
            connection.Execute($"SELECT pg_advisory_lock({MigrationLock})");
            try
            {
                return await MigrateAsync(connection, role, ct);
            }
            finally
            {
                NpgsqlConnection.ClearPool(connection);
            }
        });

    public static Task CheckAsync(StorageOptions options, CancellationToken ct) => WithRowsAsync(
        options,
        async (connection, db) =>
        {
            await SchemaVersion.RefuseOtherAsync(db, ct);
            if (Findings(connection, db).FirstOrDefault(found => !found.IsWell && found.What != Ownership) is { } found)
                throw new SchemaMismatchException($"{found.What}: {found.How}");
            return 0;
        },
        ct);

    public static Task<IReadOnlyList<StorageFinding>> InspectAsync(StorageOptions options, CancellationToken ct) =>
        WithRowsAsync<IReadOnlyList<StorageFinding>>(
            options,
            (connection, db) => Task.FromResult<IReadOnlyList<StorageFinding>>([.. Findings(connection, db)]),
            ct);

    const string Ownership = "database owner";

    static IEnumerable<StorageFinding> Findings(NpgsqlConnection connection, PostgresDb db)
    {
        yield return new(true, "database", $"PostgreSQL {connection.PostgreSqlVersion}, {connection.Database}");
        var (role, mayAll) = connection.Query(
            "SELECT CAST(rolname AS text), rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user",
            row => (row.GetString(0), row.GetBoolean(1))).Single();
        yield return mayAll
            ? new(false, "database role", $"{role} passes row-level security by: give the program a role of its own, "
                + "NOSUPERUSER NOBYPASSRLS")
            : new(true, "database role", $"{role}, under row-level security");
        var open = OpenTables(connection, db);
        yield return open.Count > 0
            ? new(false, "database walls", $"no forced row-level security on {string.Join(", ", open)}: run migrate")
            : new(true, "database walls", "row-level security is forced on every organization's tables");
        var owns = connection.Scalar<long>(
            "SELECT COUNT(*) FROM pg_tables WHERE tablename = 'log_entry' AND tableowner = current_user") > 0;
        yield return owns
            ? new(false, Ownership, $"{role} owns the tables and could take the walls down: migrate as another role "
                + "(Storage:OwnerConnectionString)")
            : new(true, Ownership, "another role than the program's");
    }

    static List<string> OpenTables(NpgsqlConnection connection, PostgresDb db)
    {
        var walled = connection.Query(
            """
            SELECT CAST(relname AS text) FROM pg_class
            WHERE relnamespace = CAST(current_schema() AS regnamespace) AND relrowsecurity AND relforcerowsecurity
                AND EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid)
            """,
            row => row.GetString(0)).ToHashSet();
        return [.. Walls.Of(db).Select(table => table.Table).Where(table => !walled.Contains(table))];
    }

    static async Task<List<string>> MigrateAsync(NpgsqlConnection connection, string role, CancellationToken ct)
    {
        // what a migration changes in rows it must see
        connection.Execute($"SELECT set_config('aa.reach', '{Walls.Everything}', false)");
        await using var db = PostgresDb.Over(connection);
        SchemaVersion.RefuseNewer(db);
        var pending = (await db.Database.GetPendingMigrationsAsync(ct)).ToList();
        if (pending.Count > 0)
            await db.Database.MigrateAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        Walls.Raise(connection, db, role);
        Instance.Draw(connection);
        await transaction.CommitAsync(ct);
        return pending;
    }

    static async Task<string> RoleAsync(StorageOptions options, CancellationToken ct)
    {
        using var server = new PostgresServer(options);
        await using var connection = await server.OpenAsync(ct);
        return connection.Scalar<string>("SELECT CAST(current_user AS text)")!;
    }

    static Task<T> WithRowsAsync<T>(
        StorageOptions options, Func<NpgsqlConnection, PostgresDb, Task<T>> look, CancellationToken ct) =>
        TranslateAsync(async () =>
        {
            using var server = new PostgresServer(options);
            await using var connection = await server.OpenAsync(ct);
            await using var db = PostgresDb.Over(connection);
            return await look(connection, db);
        });

    static async Task<T> TranslateAsync<T>(Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (PostgresException thrown) when (thrown.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new SchemaMismatchException(
                $"The database says: {thrown.MessageText}. Run the migrate command as its owner, for this role.");
        }
        catch (Exception thrown) when (PostgresFaults.Translate(thrown) is { } fault)
        {
            throw fault;
        }
    }
}
