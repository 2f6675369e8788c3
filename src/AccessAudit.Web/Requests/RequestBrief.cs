using System.Text.Json;
using AccessAudit.Approvals;
using AccessAudit.Contracts;
using AccessAudit.Grants;
using AccessAudit.People;
using AccessAudit.Refusals;
using AccessAudit.Requests;
using AccessAudit.State;
using AccessAudit.Web.People;

namespace AccessAudit.Web.Requests;

/// <summary>
/// What somebody should know before a code: the request, what of it is out of the ordinary, and what was checked. Nothing
/// here decides; the desk asks everything again.
/// </summary>
/// <param name="Passed">Keys of the checks that hold, <c>check.*</c> in the words.</param>
/// <param name="Failing">The first check that does not hold, which the desk would refuse too.</param>
/// <param name="MayNot">Why the reader may not decide; null when they may.</param>
public sealed record RequestBrief(
    AccessRequest Request, RequestState State, string ClientName, Target? Target, PersonView Requester,
    string RequesterOrganization, IReadOnlyList<(string Name, bool Personal)> Data, IReadOnlyList<Unusual> Unusual,
    Usual Usual, IReadOnlyList<string> Passed, Refusal? Failing, Refusal? MayNot, int CodeWindowCap,
    IReadOnlyList<Approval> Decisions, IReadOnlyList<RequestNote> Notes, Grant? Grant, Grant? Extended)
{
    static readonly string[] Checks =
        ["check.contract", "check.undertakings", "check.scope", "check.account", "check.data", "check.host_key", "check.recording"];

    internal string TargetTitle => Target?.Title ?? Request.Target;

    internal string TargetSlug => Target?.Slug ?? Request.Target;

    /// <summary>The approval that the request got from this person.</summary>
    internal Approval? By(Person person) => Decisions.FirstOrDefault(
        decision => decision.Organization == person.Organization && decision.Person == person.Id);

    internal static async Task<RequestBrief> OfAsync(IRows rows, Person reader, AccessRequest request, DateTimeOffset now)
    {
        var names = new Names(rows);
        var terms = await Terms.ReadAsync(
            rows, request.Client, new(request.RequesterOrganization, request.Requester), request.Target);
        var wish = new Wish(terms.Target?.Slug ?? "", request.Account, request.Protocol, request.DataCategories);
        var failing = Coverage.Check(terms, wish, now);
        var usual = await Usual.OfAsync(rows, request, now);
        var provider = await rows.FindAsync<Organization>(request.RequesterOrganization);
        var decisions = await rows.ListAsync<Approval>(row => row.Client == request.Client && row.Request == request.Id);
        var notes = await rows.ListAsync<RequestNote>(row => row.Client == request.Client && row.Request == request.Id);
        return new(
            request, RequestRules.StateAt(request, now), terms.ClientName, terms.Target,
            await names.PersonAsync(request.RequesterOrganization, request.Requester), provider?.Name ?? "",
            DataOf(terms.Contract, request.DataCategories), Requests.Unusual.Of(request, usual), usual,
            failing is null ? Checks : [], failing,
            terms.Target is { } target ? ApprovalRules.MayDecide(reader, request, target) : new("request.altered"),
            terms.Contract?.CodeWindowCap ?? 0, [.. decisions.OrderBy(decision => decision.At)],
            [.. notes.OrderBy(note => note.Number)],
            request.Grant is null ? null : await rows.FindAsync<Grant>(request.Client, request.Grant),
            request.Extends is null ? null : await rows.FindAsync<Grant>(request.Client, request.Extends));
    }

    /// <summary>The categories as the contract names them, with whether they are personal.</summary>
    internal static IReadOnlyList<(string Name, bool Personal)> DataOf(Contract? contract, IEnumerable<string> codes)
    {
        if (contract is null)
        {
            return [.. codes.Select(code => (code, true))];
        }

        var named = Categories(contract).ToDictionary(
            category => category.Code, category => (category.Name, category.Personal), StringComparer.Ordinal);
        return [.. codes.Select(code => named.TryGetValue(code, out var known) ? known : (code, true))];
    }

    /// <summary>Every category that the contract knows, by its code.</summary>
    internal static IReadOnlyList<(string Code, string Name)> CategoriesOf(Contract contract) =>
        [.. Categories(contract).Select(category => (category.Code, category.Name))];

    static IReadOnlyList<(string Code, string Name, bool Personal)> Categories(Contract contract)
    {
        using var file = JsonDocument.Parse(contract.Body);
        return
        [
            .. file.RootElement.GetProperty("dataCategories").EnumerateArray().Select(category => (
                category.GetProperty("code").GetString()!, category.GetProperty("name").GetString()!,
                category.GetProperty("personal").GetBoolean())),
        ];
    }
}
