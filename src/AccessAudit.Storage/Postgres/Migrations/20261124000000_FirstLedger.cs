using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AccessAudit.Storage.Postgres.Migrations;

/// <summary>The ledger's tables, written by hand: no record of Core stands behind them.</summary>
[DbContext(typeof(PostgresDb))]
[Migration("20261124000000_FirstLedger")]
sealed class FirstLedger : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(LedgerTables.Create);
}
