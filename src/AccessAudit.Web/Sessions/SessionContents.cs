using AccessAudit.Journal;
using AccessAudit.People;
using AccessAudit.Refusals;
using AccessAudit.Search.Index;
using AccessAudit.Sessions;
using AccessAudit.Web.Api;
using AccessAudit.Web.Calls;
using AccessAudit.Web.Search;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AccessAudit.Web.Sessions;

/// <summary>
/// What happened in a session: for the client's reviewers, and its events for the technician whose session it was.
/// Whoever looks
/// stands in the client's log.
/// </summary>
static class SessionContents
{
    internal const int LongestPurpose = 200;

    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/sessions/{id}/events", EventsAsync).Produces<Page<AuditHit>>();
        api.MapGet("/sessions/{id}/recording", RecordingAsync)
            .Produces(StatusCodes.Status200OK, contentType: "application/zip");
    }

    static async Task<IResult> EventsAsync(
        string id, Call call, Auditor auditor, string? cursor = null, string? limit = null)
    {
        var found = await call.AskAsync(rows => SessionDoor.FindAsync(rows, call.Person, id));
        if (found is null)
        {
            return call.Refuse(new Refusal("session.unknown"));
        }

        var reviews = RoleTable.May(call.Person, Act.Search, found.Client);
        if (!reviews && call.Person.Key != new PersonKey(found.TechnicianOrganization, found.Technician))
        {
            return call.Refuse(new Refusal("call.not_allowed"));
        }

        // Who of the client watched the recording or searched for it, and why, is not the technician's to read.
        var query = new AuditQuery { Client = found.Client, Session = id, Action = reviews ? null : "session" };
        return await auditor.SearchAsync(call, query, cursor, limit);
    }

    static async Task<IResult> RecordingAsync(
        string id, Call call, IRecordingShelf shelf, string? purpose = null, string? @case = null)
    {
        if (purpose?.Length > LongestPurpose || @case?.Length > LongestPurpose)
        {
            return call.Refuse(new Refusal("query.malformed", purpose?.Length > LongestPurpose ? "purpose" : "case"));
        }

        var played = await PlayAsync(call, id, purpose, @case);
        return played.Refusal is { } refusal
            ? call.Refuse(refusal)
            : new RecordingDownload(shelf, played.Value!.Client, played.Value.Id);
    }

    /// <summary>Puts on record that somebody who may takes the recording, and why.</summary>
    internal static Task<Answer<Session>> PlayAsync(Call call, string id, string? purpose, string? @case) =>
        call.CommitAsync<Session>(async work =>
        {
            if (await SessionDoor.FindAsync(work, call.Person, id) is not { } session)
            {
                return new Refusal("session.unknown");
            }

            if (!RoleTable.May(call.Person, Act.Replay, session.Client))
            {
                return new Refusal("call.not_allowed");
            }

            work.Record(new Fact
            {
                Client = session.Client,
                Kind = "recording.played",
                At = call.Now,
                By = call.Person.Key,
                Session = session.Id,
                Target = session.Target,
                Request = session.Request,
                Grant = session.Grant,
                Details = Members.Of(("purposeStated", purpose is null ? 0 : 1)),
                Origin = call.From.ToMembers(),
                Content = Members.Of(("purpose", purpose ?? "unstated"), ("case", @case)),
            });
            return session;
        });
}

/// <summary>The ZIP of sealed segments, straight from the shelf; only the client's age key opens them.</summary>
sealed class RecordingDownload(IRecordingShelf shelf, string client, string session) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "application/zip";
        response.Headers.ContentDisposition = $"attachment; filename=\"session-{session}.zip\"";
        if (!await shelf.WriteZipAsync(client, session, response.Body, httpContext.RequestAborted))
        {
            response.Headers.Remove("Content-Disposition");
            await Problems.Problem.WriteAsync(httpContext, new Refusal("recording.unknown", session));
        }
    }
}
