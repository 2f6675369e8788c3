using AccessAudit.Host.Settings;
using AccessAudit.State;
using AccessAudit.Storage;

namespace AccessAudit.Host.Verbs;

/// <summary>For the verbs that look into the store or change it while no duty runs here.</summary>
static class Tools
{
    /// <summary>
    /// Runs one act over the parts. It may be called while the gateway serves from the same folder: the entries it
    /// leaves are
    /// signed by that process, or by the next that starts.
    /// </summary>
    internal static async Task<int> WithPartsAsync(HostSettings settings, Func<IServiceProvider, Task<int>> act)
    {
        try
        {
            await StorageSetup.CheckAsync(settings.Database, CancellationToken.None);
            await using var parts = new ServiceCollection().AddLogging().AddParts(settings).BuildServiceProvider();
            return await act(parts);
        }
        catch (Exception error) when (error is SchemaMismatchException or StoreUnavailableException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return Verb.Failed;
        }
    }
}
