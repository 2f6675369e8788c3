using AccessAudit.Scenarios.Stage;
using Xunit;

namespace AccessAudit.Scenarios.Api;

/// <summary>One world for all tests of the API; each uses people of its own where codes are spent.</summary>
public class ApiWorld : IAsyncLifetime
{
    readonly StoreMake _make;
    World? _world;

    public ApiWorld() : this(StoreMakes.Default)
    {
    }

    protected ApiWorld(StoreMake make) => _make = make;

    internal World World
    {
        get
        {
            _make.Needs();
            return _world ?? throw new InvalidOperationException("the world is not up");
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (_make.Missing() is null)
        {
            _world = await World.StartAsync(make: _make);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_world is not null)
        {
            await _world.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }
}

public sealed class PostgresApiWorld() : ApiWorld(StoreMake.Postgres);

[CollectionDefinition(Name)]
public sealed class ApiGroup : ICollectionFixture<ApiWorld>
{
    public const string Name = "API";
}

[CollectionDefinition(Name)]
public sealed class PostgresApiGroup : ICollectionFixture<PostgresApiWorld>
{
    public const string Name = "API on PostgreSQL";
}
