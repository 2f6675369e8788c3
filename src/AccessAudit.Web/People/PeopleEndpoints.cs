using AccessAudit.Codes;
using AccessAudit.Contracts;
using AccessAudit.People;
using AccessAudit.Refusals;
using AccessAudit.State;
using AccessAudit.Web.Api;
using AccessAudit.Web.Calls;
using AccessAudit.Web.Setup;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AccessAudit.Web.People;

/// <summary>Who stands in a client's contract, and their first and lost authenticators.</summary>
static class PeopleEndpoints
{
    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/clients/{client}/people", ListAsync).Produces<Page<NamedView>>();
        api.MapPost("/clients/{client}/people/{id}/authenticator/allow", AllowAsync)
            .Accepts<CodeBody>("application/json").Produces<PermitView>();
        api.MapPost("/clients/{client}/people/{id}/authenticator/reset", ResetAsync)
            .Accepts<CodeBody>("application/json").Produces<PermitView>();
    }

    static Task<IResult> ListAsync(string client, Call call) => call.ReadAsync<Page<NamedView>>(async rows =>
    {
        if (await SetupGate.RefusesAsync(rows, call.Person, client) is { } refusal)
        {
            return refusal;
        }

        List<NamedView> people = [];
        foreach (var named in await Contracts.Setup.PeopleAsync(rows, client))
        {
            var standing = await AuthenticatorDesk.StandingAsync(rows, named.Person, call.Now);
            people.Add(NamedView.Of(named, standing, call.Now));
        }

        return new Page<NamedView>(people, null);
    });

    static Task<IResult> AllowAsync(string client, string id, Call call, AuthenticatorDesk desk) =>
        HelpAsync(client, id, call, desk.AllowAsync);

    static Task<IResult> ResetAsync(string client, string id, Call call, AuthenticatorDesk desk) =>
        HelpAsync(client, id, call, desk.ResetAsync);

    delegate Task<Answer<EnrolmentPermit>> Help(
        IWork work, Person who, string id, string code, Origin from, DateTimeOffset now, CancellationToken ct);

    static Task<IResult> HelpAsync(string client, string id, Call call, Help help) =>
        call.Beyond().ActAsync<CodeBody, PermitView>(async (work, body) =>
        {
            if (!await PersonDirectory.SeesAsync(work, call.Person, client))
            {
                return new Refusal("client.unknown", client);
            }

            // Whom this contract does not name does not exist here.
            if (!(await Contracts.Setup.PeopleAsync(work, client)).Any(named => named.Person.Id == id))
            {
                return new Refusal("person.unknown", id);
            }

            var permit = await help(work, call.Person, id, body.Otp, call.From, call.Now, call.Gone);
            return permit.Refusal is { } refusal ? refusal : PermitView.Of(permit.Value!);
        });
}

sealed record CodeBody(string Otp) : ICarriesCode;

/// <param name="Person">Who may enrol an authenticator now.</param>
/// <param name="Until">When that ends.</param>
sealed record PermitView(string Person, PermitCause Cause, DateTimeOffset? Until)
{
    internal static PermitView Of(EnrolmentPermit permit) => new(permit.Person, permit.Cause, permit.Until);
}

/// <param name="Roles">Those that this contract gives.</param>
/// <param name="Engagement">Null for whoever may not be granted access under this contract.</param>
sealed record NamedView(
    string Id, string Login, string Name, string Organization, string[] Roles, string Locale,
    StandingView Authenticator, EngagementView? Engagement)
{
    internal static NamedView Of(Named named, AuthenticatorStanding standing, DateTimeOffset now) => new(
        named.Person.Id, named.Person.Login, named.Person.Name, named.Person.Organization, named.Roles,
        named.Person.Locale, new StandingView(standing.EnrolledAt, standing.MayEnrol, standing.MayEnrolUntil),
        named.Engagement is { } engaged
            ? new EngagementView(engaged.SecrecySignedAt, engaged.LimitationSignedAt, engaged.Covers(now))
            : null);
}

/// <param name="EnrolledAt">Null when no code of theirs counts.</param>
sealed record StandingView(DateTimeOffset? EnrolledAt, bool MayEnrol, DateTimeOffset? MayEnrolUntil);

/// <param name="Covers">True while both undertakings were signed in the last 365 days.</param>
sealed record EngagementView(DateTimeOffset? SecrecySignedAt, DateTimeOffset? LimitationSignedAt, bool Covers);
