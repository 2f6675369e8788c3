using AccessAudit.Storage.Tests.Stage;

namespace AccessAudit.Storage.Tests.Scenarios;

public sealed class StoreOnPostgres() : StoreTests(PostgresTestDatabase.CreateAsync);

public sealed class JournalOnPostgres() : JournalTests(PostgresTestDatabase.CreateAsync);

public sealed class LogOnPostgres() : LogTests(PostgresTestDatabase.CreateAsync)
{
    // one round trip after the other: only those where something begins or ends
    protected override IReadOnlyList<int> Sizes { get; } = [3, 4, 5, 17, 255, 256, 257, 258, 511, 512, 513, 600];
}

public sealed class FaultsOnPostgres() : FaultTests(PostgresTestDatabase.CreateAsync);

public sealed class SetupOnPostgres() : SetupTests(PostgresTestDatabase.CreateAsync);

public sealed class TimekeeperOnPostgres() : TimekeeperTests(PostgresTestDatabase.CreateAsync);
