using System.Linq.Expressions;
using AccessAudit.Grants;
using AccessAudit.People;
using AccessAudit.Refusals;
using AccessAudit.Web.Api;
using AccessAudit.Web.Calls;
using AccessAudit.Web.People;
using AccessAudit.Web.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AccessAudit.Web.Grants;

/// <summary>The rights in force, their end before time, their extension (a request of its own).</summary>
static class GrantEndpoints
{
    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/grants", ListAsync).Produces<Page<GrantView>>();
        api.MapGet("/grants/{id}", ReadAsync).Produces<GrantView>();
        api.MapPost("/grants/{id}/revoke", RevokeAsync)
            .Accepts<ReasonBody>("application/json").Produces<GrantView>();
        api.MapPost("/grants/{id}/extend", ExtendAsync)
            .Accepts<ExtendBody>("application/json").Produces<RequestView>(StatusCodes.Status201Created);
    }

    static Task<IResult> ListAsync(
        Call call, ApiSettings settings, string? cursor = null, string? limit = null, string? state = null) =>
        call.ReadAsync<Page<GrantView>>(async rows =>
        {
            var page = PageAsk.Read(cursor, limit);
            if (page.Refusal is { } refusal)
            {
                return refusal;
            }

            if (VisibleTo(call.Person) is not { } where)
            {
                return new Refusal("call.not_allowed");
            }

            if (state is not null)
            {
                if (!Query.TryState<GrantState>(state, out var wanted))
                {
                    return new Refusal("query.malformed", "state");
                }

                where = where.And(grant => grant.State == wanted);
            }

            var (found, next) = await page.Value!.OfAsync(rows, where, grant => grant.OpensAt, grant => grant.Id);
            var names = new Names(rows);
            List<GrantView> views = [];
            foreach (var grant in found)
            {
                views.Add(await GrantView.OfAsync(names, grant, settings));
            }

            return new Page<GrantView>(views, next);
        });

    static Task<IResult> ReadAsync(string id, Call call, ApiSettings settings) =>
        call.ReadAsync<GrantView>(async rows =>
            VisibleTo(call.Person) is { } where
            && await rows.ListAsync(where.And(grant => grant.Id == id), 1) is [var found]
                ? await GrantView.OfAsync(new Names(rows), found, settings)
                : new Refusal("grant.unknown", id));

    /// <summary>Null when no grant at all exists for this person.</summary>
    internal static Expression<Func<Grant, bool>>? VisibleTo(Person person)
    {
        var (organization, id) = (person.Organization, person.Id);
        return RoleTable.May(person, Act.SeeSessions, organization) ? grant => grant.Client == organization
            : RoleTable.May(person, Act.SeeSessions, "") ? grant => true
            : RoleTable.May(person, Act.SeeOwn, "")
                ? grant => grant.TechnicianOrganization == organization && grant.Technician == id
                : null;
    }

    static Task<IResult> RevokeAsync(string id, Call call, GrantDesk desk, ApiSettings settings) =>
        call.ActAsync<ReasonBody, GrantView>((work, body) => desk
            .RevokeAsync(work, call.Person, id, body.Reason, call.From, call.Now, call.Gone)
            .ShowAsync(grant => GrantView.OfAsync(new Names(work), grant, settings)));

    static Task<IResult> ExtendAsync(string id, Call call, GrantDesk desk) => call.ActAsync<ExtendBody, RequestView>(
        (work, body) => desk
            .ExtendAsync(work, call.Person, id, body.Minutes, body.Reason, call.From, call.Now, call.Gone)
            .ShowAsync(request => RequestView.OfAsync(work, new Names(work), request, call)),
        StatusCodes.Status201Created);
}

sealed record ExtendBody(int Minutes, string Reason);
