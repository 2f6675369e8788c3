using AccessAudit.PrivatePostgres;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgresEnd))]

namespace AccessAudit.Scenarios.Stage;

/// <summary>Where a world's state lies.</summary>
public enum StoreMake
{
    Sqlite,
    Postgres,
}

static class StoreMakes
{
    /// <summary>Every world that does not say its make takes this one.</summary>
    internal static StoreMake Default { get; } =
        Environment.GetEnvironmentVariable("ACCESSAUDIT_TEST_STORE") == "postgres"
            ? StoreMake.Postgres
            : StoreMake.Sqlite;

    /// <summary>Why a world of this make cannot be on this machine, or null.</summary>
    internal static string? Missing(this StoreMake make) =>
        make == StoreMake.Postgres ? PostgresCluster.Missing : null;

    /// <summary>Skips the test, with the reason, where this make cannot be had.</summary>
    internal static void Needs(this StoreMake make)
    {
        if (make.Missing() is { } missing)
        {
            Assert.Skip(missing);
        }
    }
}
