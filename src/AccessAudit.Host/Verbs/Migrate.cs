using AccessAudit.Host.Settings;
using AccessAudit.Storage;

namespace AccessAudit.Host.Verbs;

static class Migrate
{
    internal static async Task<int> RunAsync(HostSettings settings)
    {
        try
        {
            var applied = await StorageSetup.MigrateAsync(settings.Database, CancellationToken.None);
            Console.WriteLine(
                applied.Count == 0 ? "The schema is up to date." : $"Applied: {string.Join(", ", applied)}");
            return Verb.Done;
        }
        catch (SchemaMismatchException error)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return Verb.Failed;
        }
    }
}
