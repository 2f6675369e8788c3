using AccessAudit.Scenarios.Stage;
using Xunit;

namespace AccessAudit.Scenarios.Api;

/// <summary>One world for all tests of the API; each uses people of its own where codes are spent.</summary>
public sealed class ApiWorld : IAsyncLifetime
{
    World? _world;

    internal World World => _world ?? throw new InvalidOperationException("the world is not up");

    public async ValueTask InitializeAsync() => _world = await World.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_world is not null)
        {
            await _world.DisposeAsync();
        }
    }
}

[CollectionDefinition(Name)]
public sealed class ApiGroup : ICollectionFixture<ApiWorld>
{
    public const string Name = "API";
}
