using AccessAudit.Contracts.Files;
using AccessAudit.People;
using AccessAudit.State;

namespace AccessAudit.Contracts;

/// <summary>A client's set-up as its contract in force says it, for those who may see it.</summary>
public static class Setup
{
    /// <summary>The version that decides, whether or not its dates have begun or ended; null for no client.</summary>
    public static async Task<Contract?> ContractAsync(IRows rows, string client) =>
        await rows.ListAsync<Contract, int>(x => x.Client == client, x => x.Number, descending: true, 1) is [var latest]
            ? latest
            : null;

    /// <summary>Everyone whom the contract names, in its order, with the roles that it gives them.</summary>
    public static async Task<IReadOnlyList<Named>> PeopleAsync(IRows rows, string client)
    {
        var errors = new List<ContractError>();
        if (await ContractAsync(rows, client) is not { } contract
            || ContractReader.Read(contract.Body, errors) is not { } file)
            return [];

        var logins = file.People.Select(x => x.Login).ToArray();
        var people = (await rows.ListAsync<Person>(x => logins.Contains(x.Login)))
            .ToDictionary(x => x.Login, StringComparer.Ordinal);
        var engagements = (await rows.ListAsync<Engagement>(x => x.Client == client && x.Active))
            .ToDictionary(x => x.Person, StringComparer.Ordinal);
        return
        [
            .. file.People.Where(x => people.ContainsKey(x.Login)).Select(x =>
            {
                var person = people[x.Login];
                return new Named(person, x.Roles, engagements.GetValueOrDefault(person.Id));
            }),
        ];
    }
}

/// <param name="Roles">Those of this contract; somebody of the provider may have others elsewhere.</param>
/// <param name="Engagement">Null for whoever may not be granted access here.</param>
public sealed record Named(Person Person, string[] Roles, Engagement? Engagement);
