using System.Security.Cryptography;
using System.Text;
using AccessAudit.Contracts.Files;
using AccessAudit.Gatekeepers;
using AccessAudit.Journal;
using AccessAudit.People;
using AccessAudit.State;

namespace AccessAudit.Contracts;

/// <summary>
/// Brings in a signed contract file. In order: read it whole; find whose it is; the same bytes again change nothing;
/// check it against what the instance knows; then organization and log, version, people, engagements, targets, policy,
/// gatekeeper; and last, every open grant is weighed against the new version.
/// </summary>
public sealed class ContractDesk
{
    /// <param name="json">
    /// The file's text; its UTF-8 bytes are what <c>contract.version_created</c> carries the hash of.
    /// </param>
    /// <param name="provider">The id of this instance's provider.</param>
    public async Task<ContractImport> ImportAsync(
        IWork work, string json, string provider, DateTimeOffset now, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var errors = new List<ContractError>();
        if (ContractReader.Read(json, errors) is not { } file)
            return Refused(errors);

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)));
        if (await SameAsync(work, hash) is { } same)
            return new ContractImport(same.Client, same.Number, Changed: false, []);

        var known = await Known.ReadAsync(work, file, provider);
        KnownChecks.Against(file, known, now, errors);
        if (errors.Count > 0)
            return Refused(errors);

        var client = known.Client?.Id ?? Ids.NewOrganization();
        KeepOrganizations(work, file, known, client, provider, now);
        var version = KeepVersion(work, file, known, client, json, hash, now);
        var people = await new PeopleChange(work, client, provider, now).ApplyAsync(file, known);
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

    static ContractImport Refused(List<ContractError> errors) =>
        new(null, 0, Changed: false, [.. errors.OrderBy(x => x.Line).ThenBy(x => x.Path, StringComparer.Ordinal)]);

    /// <summary>
    /// The version that decides and has these bytes. An older one brought back is a change like any other.
    /// </summary>
    static async Task<Contract?> SameAsync(IRows rows, string hash)
    {
        foreach (var version in await rows.ListAsync<Contract>(x => x.BodyHash == hash))
        {
            if ((await rows.ListAsync<Contract>(x => x.Client == version.Client)).Max(x => x.Number) == version.Number)
                return version;
        }

        return null;
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

    static Contract KeepVersion(
        IWork work, ContractFile file, Known known, string client, string json, string hash, DateTimeOffset now)
    {
        var version = new Contract
        {
            Client = client,
            Number = (known.Latest?.Number ?? 0) + 1,
            Reference = file.Reference,
            StartsAt = file.StartsAt,
            EndsAt = file.EndsAt,
            Body = json,
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
