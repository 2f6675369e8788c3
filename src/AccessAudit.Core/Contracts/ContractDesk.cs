using AccessAudit.Contracts.Files;
using AccessAudit.Gatekeepers;
using AccessAudit.Journal;
using AccessAudit.People;
using AccessAudit.Proposals;
using AccessAudit.State;

namespace AccessAudit.Contracts;

/// <summary>
/// Brings in a signed contract file. A client's first one takes effect; every later one becomes a proposal, because
/// what decides over a client changes only by the client's own coded act (<see cref="ProposalDesk"/>).
/// </summary>
public sealed class ContractDesk
{
    /// <summary>
    /// What the gateway's operator may do: a first contract comes in, a later one waits for the client.
    /// </summary>
    /// <param name="json">
    /// The file's text; its UTF-8 bytes are what <c>contract.version_created</c> carries the hash of.
    /// </param>
    /// <param name="provider">The id of this instance's provider.</param>
    public async Task<ContractImport> ImportAsync(
        IWork work, string json, string provider, DateTimeOffset now, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var weighed = await WeighedFile.ReadAsync(work, json, provider, ofClient: false, now);
        if (weighed.File is { ClientId: null } && await FirstAgainAsync(work, weighed.Hash) is { } standing)
            return new ContractImport(standing.Client, standing.Number, Changed: false, []);
        if (weighed.Errors.Count > 0)
            return new ContractImport(null, 0, Changed: false, weighed.Errors);
        if (weighed.Same is { } same)
            return new ContractImport(same.Client, same.Number, Changed: false, []);
        if (weighed.Client is null)
            return await ApplyAsync(work, weighed, now);

        var kept = await ProposalDesk.KeepAsync(work, weighed, by: null, from: null, now);
        return new ContractImport(weighed.Client, weighed.Known!.Latest!.Number, Changed: false, [])
        {
            Proposal = kept.Value?.Proposal?.Id,
            NotProposed = kept.Refusal,
        };
    }

    /// <summary>
    /// A first contract brought again, however many versions have followed it: an installation that is started by a
    /// script imports it each time. Answers the version that decides now.
    /// </summary>
    static async Task<Contract?> FirstAgainAsync(IRows rows, string hash) =>
        await rows.ListAsync<Contract>(x => x.BodyHash == hash && x.Number == 1, 1) is [var first]
            ? await Setup.ContractAsync(rows, first.Client)
            : null;

    /// <summary>
    /// Makes a file without errors the version that decides. In order: organization and log, version, people,
    /// engagements, targets, policy, gatekeeper; and last, every open grant is weighed against the new version.
    /// </summary>
    internal static async Task<ContractImport> ApplyAsync(IWork work, WeighedFile weighed, DateTimeOffset now)
    {
        var (file, known) = (weighed.File!, weighed.Known!);
        var client = known.Client?.Id ?? Ids.NewOrganization();
        KeepOrganizations(work, file, known, client, weighed.Provider, now);
        var version = KeepVersion(work, weighed, client, now);
        var people = await new PeopleChange(work, client, weighed.Provider, now).ApplyAsync(file, known);
        var moved = await new TargetsChange(work, client, now).ApplyAsync(file);
        KeepPolicy(work, version, known, now);
        if (known.Latest is null)
        {
            // Open from the first day: the client signed for that, and closes it when it likes.
            work.Add(new Gatekeeper { Client = client, Open = true, ChangedAt = now });
        }

        await GrantReview.RunAsync(work, client, people, moved, now);
        return new ContractImport(client, version.Number, Changed: true, []);
    }

    static void KeepOrganizations(
        IWork work, ContractFile file, Known known, string client, string provider, DateTimeOffset now)
    {
        if (known.Provider is null)
            work.Add(new Organization { Id = provider, Name = file.ProviderName, IsProvider = true });
        if (known.Client is null)
        {
            work.Add(new Organization { Id = client, Name = file.ClientName, IsProvider = false });
            work.Record(new Fact { Client = client, Kind = "log.created", At = now });
        }
        else if (known.Client.Name != file.ClientName)
            work.Replace(known.Client with { Name = file.ClientName });
    }

    static Contract KeepVersion(IWork work, WeighedFile weighed, string client, DateTimeOffset now)
    {
        var (file, known, hash) = (weighed.File!, weighed.Known!, weighed.Hash);
        var version = new Contract
        {
            Client = client,
            Number = (known.Latest?.Number ?? 0) + 1,
            Reference = file.Reference,
            StartsAt = file.StartsAt,
            EndsAt = file.EndsAt,
            Body = weighed.Json,
            BodyHash = hash,
            ImportedAt = now,
            Recipients = file.Recipients,
            CodeWindowCap = file.CodeWindowCap,
        };
        work.Add(version);
        work.Record(new Fact
        {
            Client = client,
            Kind = "contract.version_created",
            At = now,
            Details = Members.Of(("version", version.Number), ("sha256", hash)),
        });
        work.Record(new Fact
        {
            Client = client,
            Kind = "contract.activated",
            At = now,
            Details = Members.Of(
                ("version", version.Number), ("sha256", hash),
                ("starts_at", Moments.Stamp(file.StartsAt)), ("ends_at", Moments.Stamp(file.EndsAt)),
                ("recipients", string.Join(' ', file.Recipients)), ("code_window_cap", file.CodeWindowCap)),
        });
        return version;
    }

    static void KeepPolicy(IWork work, Contract version, Known known, DateTimeOffset now)
    {
        void Changed(string what, string before, string after)
        {
            if (before == after)
                return;
            work.Record(new Fact
            {
                Client = version.Client,
                Kind = "policy.changed",
                At = now,
                Details = Members.Of(("what", what), ("before", before), ("after", after), ("version", version.Number)),
            });
        }

        if (known.Latest is not { } before)
            return;
        Changed("recipients", string.Join(' ', before.Recipients), string.Join(' ', version.Recipients));
        Changed("code_window_cap", $"{before.CodeWindowCap}", $"{version.CodeWindowCap}");
    }
}
