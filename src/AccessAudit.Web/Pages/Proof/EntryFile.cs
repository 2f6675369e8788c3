using System.Globalization;
using AccessAudit.Journal;
using AccessAudit.Web.Calls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AccessAudit.Web.Pages.Proof;

/// <summary>The envelope's bytes exactly as they were hashed: what a page shows prettily proves nothing.</summary>
static class EntryFile
{
    internal static void Map(IEndpointRouteBuilder app) => app.MapGet("/log/{client}/{index:long}/envelope.json", async (
        string client, long index, Call call, ILogReader log) =>
        await EntryDoor.FindAsync(call, log, client, index) is { } entry
            ? Results.Bytes(
                entry.Entry, "application/json",
                string.Create(CultureInfo.InvariantCulture, $"entry-{index}.json"))
            : Results.NotFound()).ExcludeFromDescription();
}
