using System.Globalization;
using System.Linq.Expressions;
using AccessAudit.Contracts;
using AccessAudit.Proposals;
using AccessAudit.Refusals;
using AccessAudit.Web.Api;
using AccessAudit.Web.Calls;
using AccessAudit.Web.People;
using AccessAudit.Web.Problems;
using AccessAudit.Web.Requests;
using AccessAudit.Web.Setup;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AccessAudit.Web.Proposals;

/// <summary>The provider proposes a new version of the contract, the client decides.</summary>
static class ProposalEndpoints
{
    // A file of a mebibyte, with every character escaped once.
    const int LargestBody = 2 * 1024 * 1024;

    internal static void Map(IEndpointRouteBuilder api)
    {
        const string Proposals = "/clients/{client}/proposals";
        api.MapGet(Proposals, ListAsync).Produces<Page<ProposalView>>();
        api.MapPost(Proposals, ProposeAsync)
            .Accepts<ProposeBody>("application/json").Produces<ProposalView>(StatusCodes.Status201Created);
        api.MapGet(Proposals + "/{id}", ReadAsync).Produces<ProposalView>();
        api.MapPost(Proposals + "/{id}/accept", AcceptAsync)
            .Accepts<CodeBody>("application/json").Produces<ProposalView>();
        api.MapPost(Proposals + "/{id}/refuse", RefuseAsync)
            .Accepts<ReasonBody>("application/json").Produces<ProposalView>();
        api.MapPost(Proposals + "/{id}/withdraw", WithdrawAsync)
            .Accepts<WithdrawBody>(isOptional: true, "application/json").Produces<ProposalView>();
    }

    static Task<IResult> ListAsync(
        string client, Call call, string? cursor = null, string? limit = null, string? state = null) =>
        call.ReadAsync<Page<ProposalView>>(async rows =>
        {
            var page = PageAsk.Read(cursor, limit);
            if ((page.Refusal ?? await SetupGate.RefusesAsync(rows, call.Person, client)) is { } refusal)
            {
                return refusal;
            }

            Expression<Func<Proposal, bool>> where = proposal => proposal.Client == client;
            if (state is not null)
            {
                if (!Query.TryState<ProposalState>(state, out var wanted))
                {
                    return new Refusal("query.malformed", "state");
                }

                where = where.And(proposal => proposal.State == wanted);
            }

            var (found, next) = await page.Value!.OfAsync(
                rows, where, proposal => proposal.ProposedAt, proposal => proposal.Id);
            var names = new Names(rows);
            List<ProposalView> views = [];
            foreach (var proposal in found)
            {
                views.Add(await ProposalView.OfAsync(names, proposal, null, call));
            }

            return new Page<ProposalView>(views, next);
        });

    static Task<IResult> ReadAsync(string client, string id, Call call) => call.ReadAsync<ProposalView>(async rows =>
        await ProposalDesk.FindAsync(rows, call.Person, id) is { } found && found.Client == client
            ? await ProposalView.OfAsync(new Names(rows), found, await ProposalDesk.ChangesAsync(rows, found), call)
            : new Refusal("proposal.unknown", id));

    static Task<IResult> ProposeAsync(string client, Call call, ProposalDesk desk) => call.Beyond().AnswerAsync<ProposeBody>(
        async (work, body) =>
        {
            var proposed = await desk.ProposeAsync(
                work, call.Person, client, body.File, call.From, call.Now, call.Gone);
            if (proposed.Refusal is { } refusal)
            {
                return call.Refuse(refusal);
            }

            if (proposed.Value!.Proposal is not { } proposal)
            {
                return Wrong(proposed.Value.Errors, call);
            }

            return call.Write<ProposalView>(
                await ProposalView.OfAsync(
                    new Names(work), proposal, await ProposalDesk.ChangesAsync(work, proposal), call),
                StatusCodes.Status201Created);
        },
        maxBytes: LargestBody);

    static Written Wrong(IReadOnlyList<ContractError> errors, Call call)
    {
        var problem = Problem.Of(
            new Refusal("proposal.file_wrong", errors.Count.ToString(CultureInfo.InvariantCulture)), call.Locale) with
        {
            Errors =
            [
                .. errors.Select(error => new FileError(
                    error.Line, error.Path, error.Expected.Code, RefusalTexts.Say(error.Expected, call.Locale))),
            ],
        };
        return new Written(problem.Status, problem.ToJson());
    }

    static Task<IResult> AcceptAsync(string client, string id, Call call, ProposalDesk desk) =>
        call.Beyond().ActAsync<CodeBody, ProposalView>((work, body) => OfClient(client, id, call, () => desk
            .AcceptAsync(work, call.Person, id, body.Otp, call.From, call.Now, call.Gone)
            .ShowAsync(proposal => ProposalView.OfAsync(new Names(work), proposal, null, call)), work));

    static Task<IResult> RefuseAsync(string client, string id, Call call, ProposalDesk desk) =>
        call.ActAsync<ReasonBody, ProposalView>((work, body) => OfClient(client, id, call, () => desk
            .RefuseAsync(work, call.Person, id, body.Reason, call.From, call.Now, call.Gone)
            .ShowAsync(proposal => ProposalView.OfAsync(new Names(work), proposal, null, call)), work));

    static Task<IResult> WithdrawAsync(string client, string id, Call call, ProposalDesk desk) =>
        call.ActAsync<WithdrawBody, ProposalView>((work, body) => OfClient(client, id, call, () => desk
            .WithdrawAsync(work, call.Person, id, body.Reason, call.From, call.Now, call.Gone)
            .ShowAsync(proposal => ProposalView.OfAsync(new Names(work), proposal, null, call)), work));

    // An address that names another client than the proposal's names nothing.
    static async Task<Answer<ProposalView>> OfClient(
        string client, string id, Call call, Func<Task<Answer<ProposalView>>> act, State.IRows rows) =>
        await ProposalDesk.FindAsync(rows, call.Person, id) is { } found && found.Client == client
            ? await act()
            : new Refusal("proposal.unknown", id);
}

/// <param name="File">The whole contract file as text; what is accepted later is exactly this.</param>
sealed record ProposeBody(string File);
