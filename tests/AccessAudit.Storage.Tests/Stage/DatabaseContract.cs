using AccessAudit.State;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AccessAudit.Storage.Tests.Stage;

/// <summary>What every make of database must do alike: the tests stand once, and each make has a class of its own.</summary>
public abstract class DatabaseContract(Func<Task<TestDatabase>> create) : IAsyncLifetime
{
    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected TestDatabase Database { get; private set; } = null!;

    /// <summary>One process on it.</summary>
    protected ServiceProvider Process { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Database = await create();
        Process = Database.Process();
        await TestDatabase.AddPeopleAsync(Process.GetRequiredService<IStore>());
    }

    public async ValueTask DisposeAsync()
    {
        if (Database is not null)
            await Database.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
