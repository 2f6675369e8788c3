using AccessAudit.Scenarios.Stage;
using Xunit;

namespace AccessAudit.Scenarios.Ssh;

/// <summary>One house for all SSH scenarios; each has a technician and an approver of its own.</summary>
public sealed class SharedHouse : IAsyncLifetime
{
    SshHouse? _house;

    internal SshHouse House => _house ?? throw new InvalidOperationException("the house is not open");

    public async ValueTask InitializeAsync()
    {
        if (Tool.Find("sshd") is not null && Tool.Find("ssh") is not null)
        {
            _house = await SshHouse.OpenAsync([.. Enumerable.Range(1, 14).Select(i => $"tech{i}")]);
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
public sealed class SshGroup : ICollectionFixture<SharedHouse>
{
    public const string Name = "SSH";
}
