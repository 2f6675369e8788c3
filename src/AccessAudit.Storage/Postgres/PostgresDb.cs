using System.Data.Common;
using AccessAudit.Storage.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace AccessAudit.Storage.Postgres;

/// <summary>Core's records on PostgreSQL; its migrations lie beside it.</summary>
sealed class PostgresDb : AccessAuditDb
{
    static readonly DbContextOptions<PostgresDb> Options = new DbContextOptionsBuilder<PostgresDb>()
        .UseNpgsql()
        .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking)
        .Options;

    PostgresDb() : base(Options)
    {
    }

    /// <summary>Rows over a connection that the caller owns, opens and closes.</summary>
    public static PostgresDb Over(DbConnection connection)
    {
        var db = new PostgresDb();
        db.Database.SetDbConnection(connection);
        return db;
    }

    // Byte order, as on SQLite and in C#: what sorts and compares must not depend on the cluster's language.
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<string>().UseCollation("C");
    }

    /// <summary>For <c>dotnet ef migrations add</c> only.</summary>
    sealed class DesignTime : IDesignTimeDbContextFactory<PostgresDb>
    {
        public PostgresDb CreateDbContext(string[] args) => new();
    }
}
