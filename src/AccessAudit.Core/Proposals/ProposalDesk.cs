using AccessAudit.Codes;
using AccessAudit.Contracts;
using AccessAudit.Journal;
using AccessAudit.Lifecycles;
using AccessAudit.People;
using AccessAudit.Refusals;
using AccessAudit.Requests;
using AccessAudit.State;

namespace AccessAudit.Proposals;

/// <summary>
/// How a client's set-up changes after its first contract: the provider's admin or a client-admin proposes a new
/// version of the contract file, a client-admin of that client accepts it with a code, and only then it decides. The
/// provider proposes, the client decides.
/// </summary>
public sealed class ProposalDesk(CodeDesk codes)
{
    const int MostPending = 20;
    const int LongestListed = 2000;

    /// <summary>
    /// Proposes a whole new version of the client's file. A file with errors is answered with all of them and nothing
    /// is kept. In order: the client exists for them; their role may propose; the file is readable, this client's, in
    /// agreement with what stands, and changes something.
    /// </summary>
    public async Task<Answer<Proposed>> ProposeAsync(
        IWork work, Person who, string client, string json, Origin from, DateTimeOffset now, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (await PersonDirectory.NowAsync(work, who) is not { } person)
            return new Refusal("person.inactive");
        if (!await PersonDirectory.SeesAsync(work, person, client))
            return new Refusal("client.unknown", client);
        if (!RoleTable.May(person, Act.ProposeSetup, client))
        {
            var why = new Refusal("role.missing", Role.ProviderAdmin, Role.ClientAdmin);
            return DeclinedActs.Decline(work, client, person, "proposal.made", why, from, now);
        }

        var weighed = await WeighedFile.ReadAsync(
            work, json, await ProviderAsync(work), person.Organization == client, now);
        if (weighed.Errors.Count == 0 && weighed.Client != client)
            weighed = weighed.Wrong("client", "file.client_other", client);
        if (weighed.Errors.Count > 0)
            return new Proposed(null, weighed.Errors);
        return await KeepAsync(work, weighed, person, from, now);
    }

    /// <summary>
    /// A client-admin says yes, with a code over exactly this file. In order: it exists for them; they may decide; it
    /// still waits; it is what was proposed (its hash); nothing was accepted meanwhile; it still agrees with everything
    /// else; and last the code. Then the version decides. The answer may go out once a signed head covers it.
    /// </summary>
    public async Task<Answer<Proposal>> AcceptAsync(
        IWork work, Person who, string proposal, string code, Origin from, DateTimeOffset now, CancellationToken ct)
    {
        var seen = await SeeAsync(work, who, proposal, "proposal.accepted", from, now);
        if (seen.Refusal is { } unseen)
            return unseen;

        var (person, found) = seen.Value;
        var weighed = await WeighAsync(work, found, now);
        if (weighed.Refusal is { } why)
            return Decline(work, person, found, "proposal.accepted", why, from, now);
        if (string.IsNullOrWhiteSpace(code))
            return new Refusal("code.missing");
        if (await codes.CheckAsync(
            work, person, code, CodePurpose.Accept, found.BodyHash, found.Client, from, now, ct) is { } wrong)
            return wrong;

        var accepted = Decided(found, ProposalState.Accepted, person, null, now);
        work.Replace(accepted);
        work.Record(Told(accepted, "proposal.accepted", person.Key, now) with { Origin = from.ToMembers() });
        foreach (var other in await work.ListAsync<Proposal>(
            row => row.Client == found.Client && row.State == ProposalState.Pending && row.Id != found.Id))
        {
            var overtaken = other with { State = ProposalState.Overtaken };
            work.Replace(overtaken);
            work.Record(Told(overtaken, "proposal.overtaken", null, now));
        }

        await ContractDesk.ApplyAsync(work, weighed.Value!, now);
        return accepted;
    }

    /// <summary>A client-admin says no, and why; no code, because no is free.</summary>
    public async Task<Answer<Proposal>> RefuseAsync(
        IWork work, Person who, string proposal, string reason, Origin from, DateTimeOffset now, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var seen = await SeeAsync(work, who, proposal, "proposal.refused", from, now);
        if (seen.Refusal is { } unseen)
            return unseen;

        var (person, found) = seen.Value;
        return End(work, person, found, "proposal.refused", reason, shortest: 3, from, now);
    }

    /// <summary>Whoever proposed takes it back; for the provider's proposals any provider-admin.</summary>
    public async Task<Answer<Proposal>> WithdrawAsync(
        IWork work, Person who, string proposal, string? reason, Origin from, DateTimeOffset now, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var seen = await SeeAsync(work, who, proposal, null, from, now);
        if (seen.Refusal is { } unseen)
            return unseen;

        var (person, found) = seen.Value;
        var theirs = ProposalRules.IsProposer(person, found)
            || (person.Is(Role.ProviderAdmin) && found.ProposerOrganization != found.Client);
        return theirs
            ? End(work, person, found, "proposal.withdrawn", reason, shortest: 0, from, now)
            : Decline(work, person, found, "proposal.withdrawn", new("proposal.not_yours"), from, now);
    }

    /// <summary>What it would change, against the version that it is based on.</summary>
    public static async Task<IReadOnlyList<SetupChange>> ChangesAsync(IRows rows, Proposal proposal) =>
        await rows.FindAsync<Contract>(proposal.Client, proposal.BasedOn) is { } before
            ? SetupDifference.Of(before.Body, proposal.Body)
            : [];

    /// <summary>The proposal, when it exists for this person.</summary>
    public static async Task<Proposal?> FindAsync(IRows rows, Person person, string id) =>
        await rows.ListAsync<Proposal>(row => row.Id == id, 1) is [var found] && ProposalRules.MaySee(person, found)
            && await PersonDirectory.SeesAsync(rows, person, found.Client)
            ? found
            : null;

    /// <summary>Keeps a file without errors as a proposal.</summary>
    /// <param name="by">Null = the operator who imports it.</param>
    internal static async Task<Answer<Proposed>> KeepAsync(
        IWork work, WeighedFile weighed, Person? by, Origin? from, DateTimeOffset now)
    {
        if (weighed.Same is not null)
            return new Refusal("proposal.changes_nothing");
        var client = weighed.Client!;
        var latest = weighed.Known!.Latest!;
        var changes = SetupDifference.Of(latest.Body, weighed.Json);
        var pending = await work.ListAsync<Proposal>(row => row.Client == client && row.State == ProposalState.Pending);
        if (pending.FirstOrDefault(row => row.BodyHash == weighed.Hash && now < row.ValidUntil) is { } same)
            return new Refusal("proposal.exists", same.Id);
        if (pending.Count >= MostPending)
            return new Refusal("proposal.too_many", $"{MostPending}");

        var proposal = new Proposal
        {
            Client = client,
            Id = Ids.New(),
            State = ProposalState.Pending,
            ProposerOrganization = by?.Organization,
            Proposer = by?.Id,
            Body = weighed.Json,
            BodyHash = weighed.Hash,
            BasedOn = latest.Number,
            ProposedAt = now,
            ValidUntil = now + ProposalRules.Patience,
        };
        work.Add(proposal);
        var made = Told(proposal, "proposal.made", by?.Key, now);
        work.Record(made with
        {
            Details = made.Details.With(("changes", changes.Count)),
            Origin = from?.ToMembers() ?? Members.None,
            Content = Members.Of(("what", Texts.Cut(Listed(changes), LongestListed))),
        });
        return new Proposed(proposal, []);
    }

    static string Listed(IEnumerable<SetupChange> changes) =>
        string.Join(", ", changes.Select(change => $"{Words.Of(change.Kind)} {change.Subject}".TrimEnd()));

    /// <summary>Silence: nobody decided in time.</summary>
    internal static void Expire(IWork work, Proposal proposal, DateTimeOffset now)
    {
        work.Replace(proposal with { State = ProposalState.Expired });
        work.Record(Told(proposal, "proposal.expired", null, now));
    }

    static async Task<Answer<WeighedFile>> WeighAsync(IRows rows, Proposal proposal, DateTimeOffset now)
    {
        if (ProposalRules.Step(proposal, "proposal.accepted", now).Refusal is { } over)
            return over;
        if (ProposalRules.HashOf(proposal.Body) != proposal.BodyHash)
            return new Refusal("proposal.altered");
        var weighed = await WeighedFile.ReadAsync(
            rows, proposal.Body, await ProviderAsync(rows), proposal.ProposerOrganization == proposal.Client, now);
        if (weighed.Errors is [var first, ..])
            return new Refusal("proposal.fits_no_more", $"{first.Line}", first.Path);
        return weighed.Client == proposal.Client && weighed.Known!.Latest!.Number == proposal.BasedOn
            ? weighed
            : new Refusal("proposal.over", Words.Of(ProposalState.Overtaken));
    }

    static Answer<Proposal> End(
        IWork work, Person person, Proposal proposal, string kind, string? reason, int shortest, Origin from,
        DateTimeOffset now)
    {
        var step = ProposalRules.Step(proposal, kind, now);
        if (step.Refusal is { } over)
            return Decline(work, person, proposal, kind, over, from, now);
        var why = Texts.Tidy(reason, "reason", shortest);
        if (why.Refusal is { } unreadable)
            return Decline(work, person, proposal, kind, unreadable, from, now);

        var said = why.Value!.Length == 0 ? null : why.Value;
        var ended = Decided(proposal, step.Value, person, said, now);
        work.Replace(ended);
        work.Record(Told(ended, kind, person.Key, now) with
        {
            Origin = from.ToMembers(),
            Content = Members.Of(("reason", said)),
        });
        return ended;
    }

    /// <summary>The person as they are now and the proposal, if it exists for them.</summary>
    /// <param name="deciding">The act, when only a client-admin may do it.</param>
    static async Task<Answer<(Person Person, Proposal Proposal)>> SeeAsync(
        IWork work, Person who, string id, string? deciding, Origin from, DateTimeOffset now)
    {
        if (await PersonDirectory.NowAsync(work, who) is not { } person)
            return new Refusal("person.inactive");
        if (await FindAsync(work, person, id) is not { } found)
            return new Refusal("proposal.unknown", id);
        return deciding is null || RoleTable.May(person, Act.DecideSetup, found.Client)
            ? (person, found)
            : Decline(work, person, found, deciding, new("role.missing", Role.ClientAdmin), from, now);
    }

    static async Task<string> ProviderAsync(IRows rows) =>
        await rows.ListAsync<Organization>(row => row.IsProvider, 1) is [var provider] ? provider.Id : "";

    static Proposal Decided(
        Proposal proposal, ProposalState state, Person by, string? reason, DateTimeOffset now) =>
        proposal with
        {
            State = state,
            DecidedBy = state == ProposalState.Withdrawn ? null : by.Id,
            DecidedAt = now,
            Reason = reason,
        };

    static Refusal Decline(
        IWork work, Person person, Proposal proposal, string act, Refusal why, Origin from, DateTimeOffset now) =>
        DeclinedActs.Decline(work, proposal.Client, person, act, why, from, now);

    static Fact Told(Proposal proposal, string kind, PersonKey? by, DateTimeOffset now) => new()
    {
        Client = proposal.Client,
        Kind = kind,
        At = now,
        By = by,
        Details = Members.Of(
            ("proposal", proposal.Id), ("version", proposal.BasedOn + 1), ("sha256", proposal.BodyHash)),
    };
}

/// <summary>A proposal, or everything that is wrong with its file.</summary>
public sealed record Proposed(Proposal? Proposal, IReadOnlyList<ContractError> Errors);
