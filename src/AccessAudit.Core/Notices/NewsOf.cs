using System.Globalization;
using AccessAudit.Contracts;
using AccessAudit.Journal;
using AccessAudit.People;
using AccessAudit.Proposals;
using AccessAudit.Requests;
using AccessAudit.Sessions;
using AccessAudit.State;

namespace AccessAudit.Notices;

/// <summary>What each kind of fact means for whom; kinds that are not here concern nobody in particular.</summary>
static class NewsOf
{
    internal static IReadOnlySet<string> Kinds { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "request.submitted", "request.questioned", "request.answered", "request.withdrawn", "request.expired",
        "approval.approved", "approval.refused", "grant.ended", "session.started", "session.ended", "session.lost",
        "gatekeeper.opened", "gatekeeper.closed", "authenticator.enrolled", "authenticator.allowed",
        "authenticator.reset", "recovery.used", "proposal.made", "proposal.accepted", "proposal.refused",
        "proposal.withdrawn", "proposal.expired", "proposal.overtaken",
    };

    internal static Task<News?> FactAsync(IRows rows, Fact fact) => fact.Kind.Split('.')[0] switch
    {
        "request" or "approval" => RequestAsync(rows, fact),
        "grant" => GrantAsync(rows, fact),
        "session" => SessionAsync(rows, fact),
        "gatekeeper" => GatekeeperAsync(rows, fact),
        "proposal" => ProposalAsync(rows, fact),
        _ => AuthenticatorAsync(rows, fact),
    };

    static async Task<News?> RequestAsync(IRows rows, Fact fact)
    {
        if (await rows.FindAsync<AccessRequest>(fact.Client, fact.Request!) is not { } request
            || await rows.FindAsync<Target>(fact.Client, request.Target) is not { } target)
            return null;

        var asker = await Audience.FindAsync(rows, new(request.RequesterOrganization, request.Requester));
        var requester = asker?.Name ?? "";
        var actor = await NameAsync(rows, fact.By);
        var deciders = await Audience.DecidersAsync(rows, fact.Client, target);
        IEnumerable<Person> technician = asker is null ? [] : [asker];
        var minutes = request.Minutes.ToString(CultureInfo.InvariantCulture);
        return fact.Kind switch
        {
            "request.submitted" when request.Extends is not null =>
                new("extension.submitted", deciders, request.Id, requester, target.Slug, minutes),
            "request.submitted" => new(fact.Kind, deciders, request.Id, requester, target.Slug, minutes),
            "request.questioned" => new(fact.Kind, technician, request.Id, actor, target.Slug, Said(fact, "text")),
            "request.answered" => new(fact.Kind, deciders, request.Id, actor, target.Slug, Said(fact, "text")),
            "request.withdrawn" => new(fact.Kind, deciders, request.Id, actor, target.Slug),
            "request.expired" => new(fact.Kind, technician.Concat(deciders), request.Id, requester, target.Slug),
            "approval.approved" => new(
                fact.Kind, technician, request.Id, actor, target.Slug, $"{fact.Details["minutes"]}"),
            _ => new(fact.Kind, technician, request.Id, actor, target.Slug, Said(fact, "reason")),
        };
    }

    static async Task<News?> GrantAsync(IRows rows, Fact fact)
    {
        if (fact.About is not { } holder || await Audience.FindAsync(rows, holder) is not { } technician
            || $"grant.{fact.Details["reason"]}" is not ("grant.expired" or "grant.revoked" or "grant.scope_changed"))
            return null;

        return new(
            $"grant.{fact.Details["reason"]}", [technician], fact.Grant, await SlugAsync(rows, fact),
            await NameAsync(rows, fact.By), Said(fact, "text"));
    }

    static async Task<News?> SessionAsync(IRows rows, Fact fact)
    {
        // What never started has not happened for those who approved it.
        if (await rows.FindAsync<Session>(fact.Client, fact.Session!) is not { StartedAt: not null } session)
            return null;

        return new(
            fact.Kind == "session.started" ? fact.Kind : "session.ended",
            await Audience.ApproversOfAsync(rows, fact.Client, session.Request), session.Id,
            await NameAsync(rows, new(session.TechnicianOrganization, session.Technician)),
            await SlugAsync(rows, fact));
    }

    static async Task<News?> GatekeeperAsync(IRows rows, Fact fact)
    {
        var client = await rows.FindAsync<Organization>(fact.Client);
        var audience = (await Audience.DecidersAsync(rows, fact.Client))
            .Concat(await Audience.HoldersAsync(rows, fact.Client));
        return new(
            fact.By is null ? "gatekeeper.lapsed" : fact.Kind, audience, null, client?.Name ?? "",
            await NameAsync(rows, fact.By));
    }

    static async Task<News?> AuthenticatorAsync(IRows rows, Fact fact)
    {
        if (await Audience.FindAsync(rows, fact.About ?? fact.By!.Value) is not { } person)
            return null;

        var colleagues = await Audience.ColleaguesAsync(rows, person, fact.Client);
        return fact.About is null
            ? new(fact.Kind, colleagues, person.Id, person.Name)
            : new(fact.Kind, colleagues.Append(person), person.Id, await NameAsync(rows, fact.By), person.Name);
    }

    static async Task<News?> ProposalAsync(IRows rows, Fact fact)
    {
        if (await rows.FindAsync<Proposal>(fact.Client, fact.Details["proposal"]!) is not { } proposal)
            return null;

        var version = $"{fact.Details["version"]}";
        var actor = await NameAsync(rows, fact.By);
        var admins = await Audience.ClientAdminsAsync(rows, fact.Client);
        var side = await ProposingSideAsync(rows, proposal);
        return fact.Kind switch
        {
            "proposal.made" => new(
                fact.Kind, admins, proposal.Id, actor.Length > 0 ? actor : await ProviderAsync(rows), version,
                $"{fact.Details["changes"]}"),
            "proposal.accepted" => new(
                fact.Kind, side.Concat(await Audience.DecidersAsync(rows, fact.Client)), proposal.Id, actor, version),
            "proposal.refused" => new(
                fact.Kind, side.Concat(admins), proposal.Id, actor, version, Said(fact, "reason")),
            "proposal.withdrawn" => new(fact.Kind, admins, proposal.Id, actor, version),
            _ => new(fact.Kind, side.Concat(admins), proposal.Id, version),
        };
    }

    /// <summary>Whoever proposed, and for the provider's proposals its admins.</summary>
    static async Task<IEnumerable<Person>> ProposingSideAsync(IRows rows, Proposal proposal)
    {
        var admins = proposal.ProposerOrganization == proposal.Client ? [] : await Audience.ProviderAdminsAsync(rows);
        return proposal.Proposer is { } proposer
            && await Audience.FindAsync(rows, new(proposal.ProposerOrganization!, proposer)) is { } person
                ? admins.Append(person)
                : admins;
    }

    static async Task<string> NameAsync(IRows rows, PersonKey? key) =>
        key is { } person ? (await Audience.FindAsync(rows, person))?.Name ?? "" : "";

    static async Task<string> SlugAsync(IRows rows, Fact fact) =>
        (await rows.FindAsync<Target>(fact.Client, fact.Target!))?.Slug ?? "";

    static async Task<string> ProviderAsync(IRows rows) =>
        await rows.ListAsync<Organization>(row => row.IsProvider, 1) is [var provider] ? provider.Name : "";

    static string Said(Fact fact, string member) => fact.Content[member] as string ?? "";
}
