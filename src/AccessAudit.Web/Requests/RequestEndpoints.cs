using AccessAudit.Refusals;
using AccessAudit.Requests;
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

    static Task<IResult> ListAsync(Call call, string? cursor = null, string? limit = null, string? state = null) =>
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

            var (found, next) = await page.Value!.OfAsync(
                rows, where, request => request.AskedAt, request => request.Id);
            var names = new Names(rows);
            List<RequestView> views = [];
            foreach (var request in found)
            {
                views.Add(await RequestView.OfAsync(rows, names, request));
            }

            return new Page<RequestView>(views, next);
        });

    static Task<IResult> ReadAsync(string id, Call call) => call.ReadAsync<RequestView>(async rows =>
        await RequestDoor.FindAsync(rows, call.Person, id) is { } found
            ? await RequestView.OfAsync(rows, new Names(rows), found)
            : new Refusal("request.unknown", id));

    static Task<IResult> SubmitAsync(Call call, RequestDesk desk) => call.ActAsync<SubmitBody, RequestView>(
        (work, body) => desk.SubmitAsync(work, call.Person, body.ToAsk(), call.From, call.Now, call.Gone)
            .ShowAsync(request => RequestView.OfAsync(work, new Names(work), request)),
        StatusCodes.Status201Created);

    static Task<IResult> ApproveAsync(string id, Call call, RequestDesk desk) =>
        call.ActAsync<ApproveBody, RequestView>((work, body) => desk
            .ApproveAsync(
                work, call.Person, id, body.Otp, body.Minutes, body.CodeWindowMinutes, call.From, call.Now, call.Gone)
            .ShowAsync(decided => RequestView.OfAsync(work, new Names(work), decided.Request)));

    static Task<IResult> RefuseAsync(string id, Call call, RequestDesk desk) => call.ActAsync<ReasonBody, RequestView>(
        (work, body) => desk.RefuseAsync(work, call.Person, id, body.Reason, call.From, call.Now, call.Gone)
            .ShowAsync(request => RequestView.OfAsync(work, new Names(work), request)));

    static Task<IResult> AskAsync(string id, Call call, RequestDesk desk) => call.ActAsync<TextBody, RequestView>(
        (work, body) => desk.AskAsync(work, call.Person, id, body.Text, call.From, call.Now, call.Gone)
            .ShowAsync(request => RequestView.OfAsync(work, new Names(work), request)));

    static Task<IResult> AnswerAsync(string id, Call call, RequestDesk desk) => call.ActAsync<TextBody, RequestView>(
        (work, body) => desk.AnswerAsync(work, call.Person, id, body.Text, call.From, call.Now, call.Gone)
            .ShowAsync(request => RequestView.OfAsync(work, new Names(work), request)));

    static Task<IResult> WithdrawAsync(string id, Call call, RequestDesk desk) =>
        call.ActAsync<WithdrawBody, RequestView>((work, body) => desk
            .WithdrawAsync(work, call.Person, id, body.Reason, call.From, call.Now, call.Gone)
            .ShowAsync(request => RequestView.OfAsync(work, new Names(work), request)));
}
