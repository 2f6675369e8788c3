using System.Reflection;
using AccessAudit.Host.Running;
using AccessAudit.Host.Settings;
using AccessAudit.State;
using AccessAudit.Storage;

namespace AccessAudit.Host.Verbs;

/// <summary>Runs until a signal, or until a duty fails: then it ends with an error, for whoever supervises it to
/// see.</summary>
static class Serve
{
    internal static async Task<int> RunAsync(HostSettings settings)
    {
        try
        {
            await StorageSetup.CheckAsync(settings.Database, CancellationToken.None);
        }
        catch (Exception error) when (error is SchemaMismatchException or StoreUnavailableException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return Verb.Failed;
        }

        await using var app = Composition.BuildWeb(settings);
        var version = typeof(Serve).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>();
        HostLog.Starts(app.Logger, version?.InformationalVersion ?? "?", settings.Node);
        try
        {
            await app.StartAsync();
        }
        catch (Exception error)
        {
            // A port that is taken, a key file that others may read: the operator needs the sentence, not a crash.
            HostLog.CannotStart(app.Logger, error);
            return Verb.Failed;
        }

        await app.WaitForShutdownAsync();
        HostLog.Stopped(app.Logger);
        return app.Services.GetServices<IHostedService>().OfType<BackgroundService>()
            .Any(duty => duty.ExecuteTask is { IsFaulted: true })
            ? Verb.Failed
            : Verb.Done;
    }
}
