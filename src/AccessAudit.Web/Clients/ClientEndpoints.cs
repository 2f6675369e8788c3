using AccessAudit.Contracts;
using AccessAudit.Gatekeepers;
using AccessAudit.People;
using AccessAudit.Refusals;
using AccessAudit.State;
using AccessAudit.Web.Api;
using AccessAudit.Web.Calls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AccessAudit.Web.Clients;

/// <summary>The clients I may know of, what I may ask for there, and the client's own switch.</summary>
static class ClientEndpoints
{
    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/clients", ListAsync).Produces<Page<ClientView>>();
        api.MapGet("/targets", TargetsAsync).Produces<Page<TargetView>>();
        api.MapGet("/clients/{client}/gatekeeper", GatekeeperAsync).Produces<GatekeeperView>();
        api.MapPut("/clients/{client}/gatekeeper", SetGatekeeperAsync)
            .Accepts<GatekeeperBody>("application/json").Produces<GatekeeperView>();
    }

    static Task<IResult> ListAsync(Call call) => call.ReadAsync(async rows => new Page<ClientView>(
        [
            .. (await PersonDirectory.ClientsOfAsync(rows, call.Person)).OrderBy(client => client.Name)
                .Select(client => new ClientView(client.Id, client.Name)),
        ],
        null));

    static Task<IResult> TargetsAsync(Call call) => call.ReadAsync(async rows =>
    {
        List<TargetView> seen = [];
        foreach (var client in await PersonDirectory.ClientsOfAsync(rows, call.Person))
        {
            if (await MayAskAsync(rows, call, client.Id))
            {
                var targets = await rows.ListAsync<Target>(target => target.Client == client.Id && target.InScope);
                seen.AddRange(targets.OrderBy(target => target.Slug, StringComparer.Ordinal).Select(TargetView.Of));
            }
        }

        return new Page<TargetView>(seen, null);
    });

    // A client's people see their own estate; a technician sees what an undertaking in force lets them ask for.
    static async Task<bool> MayAskAsync(IRows rows, Call call, string client) =>
        call.Person.Organization == client
        || (RoleTable.May(call.Person, Act.Ask, client)
            && await rows.FindAsync<Engagement>(client, call.Person.Organization, call.Person.Id) is { } engaged
            && engaged.Covers(call.Now));

    static Task<IResult> GatekeeperAsync(string client, Call call, GatekeeperDesk desk) =>
        call.ReadAsync<GatekeeperView>(async rows =>
            await PersonDirectory.SeesAsync(rows, call.Person, client)
                ? GatekeeperView.Of(await desk.ReadAsync(rows, client, call.Now), call.Now)
                : new Refusal("client.unknown", client));

    static Task<IResult> SetGatekeeperAsync(string client, Call call, GatekeeperDesk desk) =>
        call.ActAsync<GatekeeperBody, GatekeeperView>((work, body) => desk
            .SetAsync(
                work, call.Person, client, body.Open, body.Until, body.Otp, call.From, call.Now, call.Gone)
            .ShowAsync(set => Task.FromResult(GatekeeperView.Of(set, call.Now))));
}

sealed record ClientView(string Id, string Name);

/// <param name="Name">What is typed after the <c>+</c> of <c>ssh login+name@gateway</c>.</param>
/// <param name="Sensitivity">0 (public) to 2.</param>
sealed record TargetView(
    string Client, string Id, string Name, string Title, string[] Protocols, string[] Accounts, string[] DataCategories,
    int Sensitivity)
{
    internal static TargetView Of(Target target) => new(
        target.Client, target.Id, target.Slug, target.Title, target.Protocols, target.Accounts, target.DataCategories,
        target.Sensitivity);
}

/// <param name="Until">When it closes by itself.</param>
sealed record GatekeeperView(string Client, bool Open, DateTimeOffset? Until, DateTimeOffset? ChangedAt)
{
    internal static GatekeeperView Of(Gatekeeper gatekeeper, DateTimeOffset now) => new(
        gatekeeper.Client, gatekeeper.IsOpenAt(now), gatekeeper.Until,
        gatekeeper.ChangedAt == default ? null : gatekeeper.ChangedAt);
}

/// <param name="Otp">Needed to open; closing is free.</param>
sealed record GatekeeperBody(bool Open, DateTimeOffset? Until = null, string? Otp = null) : ICarriesCode;
