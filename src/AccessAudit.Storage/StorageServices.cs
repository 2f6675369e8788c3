using AccessAudit.State;
using AccessAudit.Storage.Log;
using AccessAudit.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AccessAudit.Storage;

public static class StorageServices
{
    /// <summary>
    /// The store, the journal's pages and heads, and the sequencer (which the host runs). The schema is the business
    /// of <see cref="StorageSetup"/>.
    /// </summary>
    public static IServiceCollection AddAccessAuditStorage(this IServiceCollection services, StorageOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<SqliteDatabase>();
        services.AddSingleton<WriteLane>();
        services.AddSingleton<LogBells>();
        services.AddSingleton<IStore, Store>();
        return services;
    }
}
