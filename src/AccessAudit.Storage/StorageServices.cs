using AccessAudit.Journal;
using AccessAudit.State;
using AccessAudit.Storage.Databases;
using AccessAudit.Storage.Log;
using AccessAudit.Storage.Postgres;
using AccessAudit.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace AccessAudit.Storage;

public static class StorageServices
{
    /// <summary>
    /// The store, the journal's heads, pages and reader; and for the host to run: <see cref="Sequencer"/> always,
    /// <see cref="Housekeeping"/> now and then. The schema is the business of <see cref="StorageSetup"/>.
    /// </summary>
    public static IServiceCollection AddAccessAuditStorage(this IServiceCollection services, StorageOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        if (options.Provider == StorageProvider.Postgres)
        {
            services.AddSingleton<PostgresServer>();
            services.AddSingleton<IDatabase, PostgresDatabase>();
        }
        else
        {
            services.AddSingleton<SqliteFile>();
            services.AddSingleton<WriteLane>();
            services.AddSingleton<IDatabase, SqliteDatabase>();
        }

        services.AddSingleton<LogBells>();
        services.AddSingleton<IStore>(parts => new Store(
            parts.GetRequiredService<IDatabase>(), parts.GetRequiredService<LogBells>(),
            parts.GetRequiredService<TimeProvider>(), Reach.Everything));
        services.AddSingleton<IHeads, Heads>();
        services.AddSingleton<ILogPages, LogPages>();
        services.AddSingleton<ILogReader, LogReader>();
        services.AddSingleton(parts => new Sequencer(
            parts.GetRequiredService<IDatabase>(),
            parts.GetRequiredService<LogBells>(),
            options,
            parts.GetRequiredService<TimeProvider>(),
            parts.GetRequiredService<ILogger<Sequencer>>()));
        services.AddSingleton(parts => new LedgerHealth(
            parts.GetRequiredService<IDatabase>(), parts.GetRequiredService<Sequencer>()));
        services.AddSingleton(parts => new Housekeeping(parts.GetRequiredService<IDatabase>()));
        return services;
    }
}
