using AccessAudit.Host.Settings;
using AccessAudit.Search.Projection;

namespace AccessAudit.Host.Verbs;

static class RebuildIndex
{
    internal static Task<int> RunAsync(HostSettings settings) => Tools.WithPartsAsync(settings, async parts =>
    {
        var carried = await parts.GetRequiredService<Projector>().RebuildAsync(CancellationToken.None);
        Console.WriteLine($"{carried} entries read from the logs into the index");
        return Verb.Done;
    });
}
