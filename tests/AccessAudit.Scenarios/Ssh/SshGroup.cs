using AccessAudit.Scenarios.Stage;
using Xunit;

namespace AccessAudit.Scenarios.Ssh;

/// <summary>One house for all SSH scenarios; each has a technician and an approver of its own.</summary>
public class SharedHouse : IAsyncLifetime
{
    readonly StoreMake _make;
    SshHouse? _house;

    public SharedHouse() : this(StoreMakes.Default)
    {
    }

    protected SharedHouse(StoreMake make) => _make = make;

    internal SshHouse House
    {
        get
        {
            _make.Needs();
            return _house ?? throw new InvalidOperationException("the house is not open");
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (Tool.Find("sshd") is not null && Tool.Find("ssh") is not null && _make.Missing() is null)
        {
            string[] technicians = [.. Enumerable.Range(1, 24).Select(i => $"tech{i}")];
            _house = await SshHouse.OpenAsync(_make, technicians);

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

        GC.SuppressFinalize(this);
    }
}

public sealed class PostgresHouse() : SharedHouse(StoreMake.Postgres);

[CollectionDefinition(Name)]
public sealed class SshGroup : ICollectionFixture<SharedHouse>
{
    public const string Name = "SSH";
}

[CollectionDefinition(Name)]
public sealed class PostgresSshGroup : ICollectionFixture<PostgresHouse>
{
    public const string Name = "SSH on PostgreSQL";
}

[Collection(SshGroup.Name)]
public sealed class ChainOnSqlite(SharedHouse shared) : ChainTests(shared);

[Collection(PostgresSshGroup.Name)]
public sealed class ChainOnPostgres(PostgresHouse shared) : ChainTests(shared);
