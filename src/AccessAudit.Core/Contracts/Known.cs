using AccessAudit.Contracts.Files;
using AccessAudit.People;
using AccessAudit.State;

namespace AccessAudit.Contracts;

/// <summary>What the instance knows already of the people and things that a file names.</summary>
/// <param name="Client">Null when this is the client's first contract.</param>
/// <param name="Latest">The version that decides until now.</param>
/// <param name="Before">That version's file.</param>
/// <param name="OtherContracts">The files that decide for the other clients, by client.</param>
/// <param name="People">Everyone whose login or identity the file uses, and the client's own people.</param>
/// <param name="SlugsElsewhere">Names of the file's targets that another client has taken.</param>
sealed record Known(
    Organization? Client, Organization? SameName, Organization? Provider, Contract? Latest, ContractFile? Before,
    IReadOnlyList<ContractFile> OtherContracts, IReadOnlyList<Person> People, IReadOnlyList<string> SlugsElsewhere)
{
    public static async Task<Known> ReadAsync(IRows rows, ContractFile file, string provider)
    {
        var clients = await rows.ListAsync<Organization>(x => !x.IsProvider);
        var client = file.ClientId is null ? null : clients.FirstOrDefault(x => x.Id == file.ClientId);
        var latest = (await rows.ListAsync<Contract>(_ => true))
            .GroupBy(x => x.Client)
            .ToDictionary(x => x.Key, x => x.MaxBy(version => version.Number)!, StringComparer.Ordinal);
        var own = client is null ? null : latest.GetValueOrDefault(client.Id);

        var logins = file.People.Select(x => x.Login).ToArray();
        var subjects = file.People.Select(x => x.Subject).ToArray();
        var clientId = client?.Id ?? "";
        var slugs = file.Targets.Select(x => x.Slug).ToArray();
        return new(
            client,
            file.ClientId is null ? clients.FirstOrDefault(x => x.Name == file.ClientName) : null,
            await rows.FindAsync<Organization>(provider),
            own,
            own is null ? null : Reread(own),
            [.. latest.Values.Where(x => x.Client != clientId).Select(Reread)],
            await rows.ListAsync<Person>(
                x => x.Organization == clientId || logins.Contains(x.Login) || subjects.Contains(x.Subject)),
            [.. (await rows.ListAsync<Target>(x => x.Client != clientId && slugs.Contains(x.Slug)))
                .Select(x => x.Slug)]);
    }

    public Person? Find(string issuer, string subject) =>
        People.FirstOrDefault(x => x.Issuer == issuer && x.Subject == subject);

    // It was read when it was imported; if a later version of this program cannot, an operator must know before it
    // decides.
    static ContractFile Reread(Contract version)
    {
        var errors = new List<ContractError>();
        return ContractReader.Read(version.Body, errors) ?? throw new InvalidDataException(
            $"Contract version {version.Number} of client {version.Client} can no longer be read: "
            + $"line {errors[0].Line}, {errors[0].Path}: {errors[0].Expected.Code}.");
    }
}
