using AccessAudit.Refusals;
using AccessAudit.Sessions;
using AccessAudit.Web.Api;
using AccessAudit.Web.Calls;
using AccessAudit.Web.People;
using AccessAudit.Web.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AccessAudit.Web.Sessions;

/// <summary>That sessions run, and their end from outside. What happened in them: <see
/// cref="SessionContents"/>.</summary>
static class SessionEndpoints
{
    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/sessions", ListAsync).Produces<Page<SessionView>>();
        api.MapGet("/sessions/{id}", ReadAsync).Produces<SessionView>();
        api.MapPost("/sessions/{id}/terminate", TerminateAsync)
            .Accepts<ReasonBody>("application/json").Produces<SessionView>();
        SessionContents.Map(api);
    }

    static Task<IResult> ListAsync(Call call, string? cursor = null, string? limit = null) =>
        call.ReadAsync<Page<SessionView>>(async rows =>
        {
            var page = PageAsk.Read(cursor, limit);
            if (page.Refusal is { } refusal)
            {
                return refusal;
            }

            if (SessionDoor.VisibleTo(call.Person) is not { } where)
            {
                return new Refusal("call.not_allowed");
            }

            var (found, next) = await page.Value!.OfAsync(
                rows, where, session => session.RequestedAt, session => session.Id);
            var names = new Names(rows);
            List<SessionView> views = [];
            foreach (var session in found)
            {
                views.Add(await SessionView.OfAsync(names, session));
            }

            return new Page<SessionView>(views, next);
        });

    static Task<IResult> ReadAsync(string id, Call call) => call.ReadAsync<SessionView>(async rows =>
        await SessionDoor.FindAsync(rows, call.Person, id) is { } found
            ? await SessionView.OfAsync(new Names(rows), found)
            : new Refusal("session.unknown"));

    static Task<IResult> TerminateAsync(string id, Call call, SessionDesk desk) =>
        call.ActAsync<ReasonBody, SessionView>((work, body) => desk
            .RequestKillAsync(work, call.Person, id, body.Reason, call.From, call.Now, call.Gone)
            .ShowAsync(session => SessionView.OfAsync(new Names(work), session)));
}

/// <param name="EndedBy">Null while it runs.</param>
/// <param name="Segments">Sealed parts of the recording so far.</param>
sealed record SessionView(
    string Id, string Grant, string Request, string Client, string Target, string Account, string Protocol,
    PersonView Technician, SessionState State, DateTimeOffset RequestedAt, DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt, SessionEnd? EndedBy, long Segments, long RecordedBytes)
{
    internal static async Task<SessionView> OfAsync(Names names, Session session) => new(
        session.Id, session.Grant, session.Request, session.Client,
        await names.SlugAsync(session.Client, session.Target),
        session.Account, session.Protocol,
        await names.PersonAsync(session.TechnicianOrganization, session.Technician), session.State, session.RequestedAt,
        session.StartedAt, session.EndedAt, session.EndedBy, session.Segments, session.RecordedBytes);
}
