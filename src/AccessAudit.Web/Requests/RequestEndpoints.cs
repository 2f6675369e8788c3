using System.Linq.Expressions;
using AccessAudit.Contracts;
using AccessAudit.People;
using AccessAudit.Refusals;
using AccessAudit.Requests;
using AccessAudit.State;
using AccessAudit.Web.Api;
using AccessAudit.Web.Calls;
using AccessAudit.Web.People;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AccessAudit.Web.Requests;

/// <summary>Ask, discuss, decide.</summary>
static class RequestEndpoints
{
    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/requests", ListAsync).Produces<Page<RequestView>>();
        api.MapGet("/requests/{id}", ReadAsync).Produces<RequestView>();
        api.MapPost("/requests", SubmitAsync)
            .Accepts<SubmitBody>("application/json").Produces<RequestView>(StatusCodes.Status201Created);
        api.MapPost("/requests/{id}/approve", ApproveAsync)
            .Accepts<ApproveBody>("application/json").Produces<RequestView>();
        api.MapPost("/requests/{id}/refuse", RefuseAsync)
            .Accepts<ReasonBody>("application/json").Produces<RequestView>();
        api.MapPost("/requests/{id}/question", AskAsync)
            .Accepts<TextBody>("application/json").Produces<RequestView>();
        api.MapPost("/requests/{id}/answer", AnswerAsync)
            .Accepts<TextBody>("application/json").Produces<RequestView>();
        api.MapPost("/requests/{id}/withdraw", WithdrawAsync)
            .Accepts<WithdrawBody>(isOptional: true, "application/json").Produces<RequestView>();
    }

    /// <param name="decidable">Only what waits for this very person: pending, of targets they may decide about.</param>
    /// <param name="target">Only requests for this target, by name or id.</param>
    /// <param name="extends">Only extensions of this grant.</param>
    static Task<IResult> ListAsync(
        Call call, string? cursor = null, string? limit = null, string? state = null, string? decidable = null,
        string? target = null, string? extends = null) =>
        call.ReadAsync<Page<RequestView>>(async rows =>
        {
            var page = PageAsk.Read(cursor, limit);
            if (page.Refusal is { } refusal)
            {
                return refusal;
            }

            if (RequestDoor.VisibleTo(call.Person) is not { } where)
            {
                return new Refusal("call.not_allowed");
            }

            if (state is not null)
            {
                if (!Query.TryState<RequestState>(state, out var wanted))
                {
                    return new Refusal("query.malformed", "state");
                }

                where = where.And(request => request.State == wanted);
            }

            var narrowed = await NarrowAsync(rows, call, where, decidable, target, extends);
            if (narrowed.Refusal is { } malformed)
            {
                return malformed;
            }

            where = narrowed.Value!;

            var (found, next) = await page.Value!.OfAsync(
                rows, where, request => request.AskedAt, request => request.Id);
            var names = new Names(rows);
            List<RequestView> views = [];
            foreach (var request in found)
            {
                views.Add(await RequestView.OfAsync(rows, names, request, call));
            }

            return new Page<RequestView>(views, next);
        });

    static async Task<Answer<Expression<Func<AccessRequest, bool>>>> NarrowAsync(
        IRows rows, Call call, Expression<Func<AccessRequest, bool>> where, string? decidable, string? target,
        string? extends)
    {
        if (decidable is not (null or "true" or "false"))
        {
            return new Refusal("query.malformed", "decidable");
        }

        if (target is not null)
        {
            string[] named =
            [
                .. (await rows.ListAsync<Target>(row => row.Slug == target || row.Id == target)).Select(row => row.Id),
            ];
            where = where.And(request => named.Contains(request.Target));
        }

        if (extends is not null)
        {
            where = where.And(request => request.Extends == extends);
        }

        if (decidable != "true")
        {
            return where;
        }

        var (me, now) = (call.Person, call.Now);
        if (!RoleTable.May(me, Act.Decide, me.Organization))
        {
            return new Refusal("call.not_allowed");
        }

        string[] others =
        [
            .. (await rows.ListAsync<Target>(row => row.Client == me.Organization))
                .Where(row => row.Owners.Length > 0 && !row.Owners.Contains(me.Login, StringComparer.Ordinal))
                .Select(row => row.Id),
        ];
        return where.And(request => request.State == RequestState.Pending && request.ValidUntil > now
            && !others.Contains(request.Target));
    }

    static Task<IResult> ReadAsync(string id, Call call) => call.ReadAsync<RequestView>(async rows =>
        await RequestDoor.FindAsync(rows, call.Person, id) is { } found
            ? await RequestView.OfAsync(rows, new Names(rows), found, call)
            : new Refusal("request.unknown", id));

    static Task<IResult> SubmitAsync(Call call, RequestDesk desk) => call.ActAsync<SubmitBody, RequestView>(
        (work, body) => desk.SubmitAsync(work, call.Person, body.ToAsk(), call.From, call.Now, call.Gone)
            .ShowAsync(request => RequestView.OfAsync(work, new Names(work), request, call)),
        StatusCodes.Status201Created);

    static Task<IResult> ApproveAsync(string id, Call call, RequestDesk desk) =>
        call.ActAsync<ApproveBody, RequestView>((work, body) => desk
            .ApproveAsync(
                work, call.Person, id, body.Otp, body.Minutes, body.CodeWindowMinutes, call.From, call.Now, call.Gone)
            .ShowAsync(decided => RequestView.OfAsync(work, new Names(work), decided.Request, call)));

    static Task<IResult> RefuseAsync(string id, Call call, RequestDesk desk) => call.ActAsync<ReasonBody, RequestView>(
        (work, body) => desk.RefuseAsync(work, call.Person, id, body.Reason, call.From, call.Now, call.Gone)
            .ShowAsync(request => RequestView.OfAsync(work, new Names(work), request, call)));

    static Task<IResult> AskAsync(string id, Call call, RequestDesk desk) => call.ActAsync<TextBody, RequestView>(
        (work, body) => desk.AskAsync(work, call.Person, id, body.Text, call.From, call.Now, call.Gone)
            .ShowAsync(request => RequestView.OfAsync(work, new Names(work), request, call)));

    static Task<IResult> AnswerAsync(string id, Call call, RequestDesk desk) => call.ActAsync<TextBody, RequestView>(
        (work, body) => desk.AnswerAsync(work, call.Person, id, body.Text, call.From, call.Now, call.Gone)
            .ShowAsync(request => RequestView.OfAsync(work, new Names(work), request, call)));

    static Task<IResult> WithdrawAsync(string id, Call call, RequestDesk desk) =>
        call.ActAsync<WithdrawBody, RequestView>((work, body) => desk
            .WithdrawAsync(work, call.Person, id, body.Reason, call.From, call.Now, call.Gone)
            .ShowAsync(request => RequestView.OfAsync(work, new Names(work), request, call)));
}
