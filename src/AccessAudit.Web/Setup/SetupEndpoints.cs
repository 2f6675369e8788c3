using AccessAudit.Contracts;
using AccessAudit.People;
using AccessAudit.Refusals;
using AccessAudit.State;
using AccessAudit.Web.Api;
using AccessAudit.Web.Calls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AccessAudit.Web.Setup;

/// <summary>
/// A client's contract in force and its scope, with what only its own people and the provider's admin may see.
/// </summary>
static class SetupEndpoints
{
    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/clients/{client}/contract", ContractAsync).Produces<ContractView>();
        api.MapGet("/clients/{client}/targets", TargetsAsync).Produces<Page<ScopeView>>();
    }

    static Task<IResult> ContractAsync(string client, Call call) => call.ReadAsync<ContractView>(async rows =>
        await SetupGate.RefusesAsync(rows, call.Person, client) is { } refusal
            ? refusal
            : ContractView.Of((await Contracts.Setup.ContractAsync(rows, client))!));

    static Task<IResult> TargetsAsync(string client, Call call) => call.ReadAsync<Page<ScopeView>>(async rows =>
        await SetupGate.RefusesAsync(rows, call.Person, client) is { } refusal
            ? refusal
            : new Page<ScopeView>(
                [
                    .. (await rows.ListAsync<Target>(target => target.Client == client && target.InScope))
                        .OrderBy(target => target.Slug, StringComparer.Ordinal).Select(ScopeView.Of),
                ],
                null));
}

static class SetupGate
{
    /// <summary>Why this person may not see the client's set-up; null when they may.</summary>
    internal static async Task<Refusal?> RefusesAsync(IRows rows, Person person, string client) =>
        !await PersonDirectory.SeesAsync(rows, person, client) ? new Refusal("client.unknown", client)
            : !RoleTable.May(person, Act.SeeSetup, client) ? new Refusal("call.not_allowed")
            : null;
}

/// <param name="Sha256">Of the file's UTF-8 bytes, as in <c>contract.version_created</c>.</param>
/// <param name="File">The file itself, byte for byte.</param>
sealed record ContractView(
    string Client, int Version, string Reference, DateTimeOffset StartsAt, DateTimeOffset EndsAt,
    DateTimeOffset ImportedAt, string[] Recipients, int CodeWindowMinutesMax, string Sha256, string File)
{
    internal static ContractView Of(Contract contract) => new(
        contract.Client, contract.Number, contract.Reference, contract.StartsAt, contract.EndsAt, contract.ImportedAt,
        contract.Recipients, contract.CodeWindowCap, contract.BodyHash, contract.Body);
}

/// <param name="Owners">Logins of those who alone decide requests for it; empty = any approver.</param>
sealed record ScopeView(
    string Client, string Id, string Name, string Title, string Host, int Port, string[] HostKeys, string[] Protocols,
    string[] Accounts, string[] DataCategories, int Sensitivity, string[] Owners)
{
    internal static ScopeView Of(Target target) => new(
        target.Client, target.Id, target.Slug, target.Title, target.Host, target.Port, target.HostKeys,
        target.Protocols, target.Accounts, target.DataCategories, target.Sensitivity, target.Owners);
}
