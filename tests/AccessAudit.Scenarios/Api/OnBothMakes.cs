using Xunit;

namespace AccessAudit.Scenarios.Api;

[Collection(ApiGroup.Name)]
public sealed class FiveActsOnSqlite(ApiWorld api) : FiveActsTests(api);

[Collection(PostgresApiGroup.Name)]
public sealed class FiveActsOnPostgres(PostgresApiWorld api) : FiveActsTests(api);

[Collection(ApiGroup.Name)]
public sealed class IdempotencyOnSqlite(ApiWorld api) : IdempotencyTests(api);

[Collection(PostgresApiGroup.Name)]
public sealed class IdempotencyOnPostgres(PostgresApiWorld api) : IdempotencyTests(api);

[Collection(ApiGroup.Name)]
public sealed class RoleMatrixOnSqlite(ApiWorld api) : RoleMatrixTests(api);

[Collection(PostgresApiGroup.Name)]
public sealed class RoleMatrixOnPostgres(PostgresApiWorld api) : RoleMatrixTests(api);
