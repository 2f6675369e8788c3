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
            string[] technicians = [.. Enumerable.Range(1, 24).Select(i => $"tech{i}")];
            _house = await SshHouse.OpenAsync(technicians);

            // Everybody enrols now, so that the next step's code is free when a test needs it.
            foreach (var technician in technicians)
            {
                await _house.KeyAsync(technician, CancellationToken.None);
            }
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
