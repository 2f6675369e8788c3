using System.Data.Common;
using AccessAudit.Storage.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace AccessAudit.Storage.Sqlite;

/// <summary>Core's records on SQLite; its migrations lie beside it.</summary>
sealed class SqliteDb : AccessAuditDb
{
    static readonly DbContextOptions<SqliteDb> Options = new DbContextOptionsBuilder<SqliteDb>()
        .UseSqlite()
        .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking)
        .Options;

    SqliteDb() : base(Options)
    {
    }

    /// <summary>Rows over a connection that the caller owns, opens and closes.</summary>
    public static SqliteDb Over(DbConnection connection)
    {
        var db = new SqliteDb();
        db.Database.SetDbConnection(connection);
        return db;
    }

    /// <summary>For <c>dotnet ef migrations add</c> only.</summary>
    sealed class DesignTime : IDesignTimeDbContextFactory<SqliteDb>
    {
        public SqliteDb CreateDbContext(string[] args) => new();
    }
}
