using AccessAudit.Scenarios.Stage;
using Xunit;

namespace AccessAudit.Scenarios.Cli;

/// <summary>One house for all scenarios of the command line; each has a technician and an approver of its own.</summary>
public sealed class CliHouse : IAsyncLifetime
{
    SshHouse? _house;

    internal SshHouse House => _house ?? throw new InvalidOperationException("the house is not open");

    internal World World => House.World;

    public async ValueTask InitializeAsync()
    {
        if (Tool.Find("sshd") is not null && Tool.Find("ssh") is not null)
        {
            _house = await SshHouse.OpenAsync("dora", "emil", "flo", "gus");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_house is not null)
        {
            await _house.DisposeAsync();
        }
    }
}

[CollectionDefinition(Name)]
public sealed class CliGroup : ICollectionFixture<CliHouse>
{
    public const string Name = "CLI";
}
