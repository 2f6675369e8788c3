using AccessAudit.Refusals;
using AccessAudit.Sessions;
using AccessAudit.Web.Calls;
using AccessAudit.Web.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace AccessAudit.Web.Pages.Sessions;

/// <summary>The form that hands out a recording: only with a purpose, which is on record before the first byte.</summary>
static class RecordingForm
{
    internal const int ShortestPurpose = 3;

    internal static void Map(IEndpointRouteBuilder app) => app.MapPost("/sessions/{id}/recording", async (
        string id, Call call, IRecordingShelf shelf, [FromForm] string? purpose) =>
    {
        var stated = purpose?.Trim() ?? "";
        if (stated.Length is < ShortestPurpose or > SessionContents.LongestPurpose)
        {
            return Results.LocalRedirect($"/sessions/{Uri.EscapeDataString(id)}?purpose=missing#recording");
        }

        var played = await SessionContents.PlayAsync(call, id, stated, null);
        return played.Refusal is { } refusal
            ? new RazorComponentResult<ErrorDocument>(new { Refusal = Hidden(refusal) })
            {
                StatusCode = Problems.RefusalStatus.Of(Hidden(refusal).Code),
            }
            : new RecordingDownload(shelf, played.Value!.Client, played.Value.Id);
    }).ExcludeFromDescription();

    // Whoever may not have it learns no more than whoever asks for one that never was.
    static Refusal Hidden(Refusal refusal) =>
        refusal.Code is "call.not_allowed" or "session.unknown" ? new Refusal("call.not_found") : refusal;
}
