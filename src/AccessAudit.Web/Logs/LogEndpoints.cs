// Read paths of a log as C2SP tlog-tiles names them: https://c2sp.org/tlog-tiles
using AccessAudit.Journal;
using AccessAudit.People;
using AccessAudit.Refusals;
using AccessAudit.Web.Calls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AccessAudit.Web.Logs;

/// <summary>
/// The client's log as published bytes. A copied folder of these paths is what <c>accessaudit verify</c> takes; only
/// that
/// client's own people read it here.
/// </summary>
static class LogEndpoints
{
    internal static void Map(IEndpointRouteBuilder api)
    {
        var log = api.MapGroup("/clients/{client}/log");
        log.MapGet("/checkpoint", (string client, Call call, ILogPages pages) =>
            ServeAsync(call, client, "text/plain; charset=utf-8", () => pages.CheckpointAsync(client, call.Gone)));
        log.MapGet("/log.vkey", (string client, Call call, ILogPages pages) =>
            ServeAsync(call, client, "text/plain; charset=utf-8", () => pages.VerifierKeyAsync(client, call.Gone)));
        log.MapGet("/tile/{**path}", (string client, string? path, Call call, ILogPages pages) =>
            ServeAsync(call, client, "application/octet-stream", () => pages.TileAsync(client, path ?? "", call.Gone)));
    }

    static async Task<IResult> ServeAsync(Call call, string client, string type, Func<Task<byte[]?>> read)
    {
        if (!await call.AskAsync(rows => PersonDirectory.SeesAsync(rows, call.Person, client)))
        {
            return call.Refuse(new Refusal("client.unknown", client));
        }

        return RoleTable.May(call.Person, Act.ReadLog, client)
            ? await read() is { } bytes ? Results.Bytes(bytes, type) : call.Refuse(new Refusal("call.not_found"))
            : call.Refuse(new Refusal("call.not_allowed"));
    }
}
