using AccessAudit.Contracts.Files;
using AccessAudit.Proposals;
using AccessAudit.Refusals;
using AccessAudit.State;

namespace AccessAudit.Contracts;

/// <summary>
/// A contract file that has been read and held against what the instance knows; nothing is changed by it.
/// </summary>
/// <param name="Client">The client it is for; null when it is a first contract, or cannot be told.</param>
/// <param name="Same">The version that decides and has these very bytes.</param>
/// <param name="Errors">Everything wrong, by line; empty = it may come in.</param>
sealed record WeighedFile(
    string Json, string Hash, string Provider, ContractFile? File, Known? Known, string? Client, Contract? Same,
    IReadOnlyList<ContractError> Errors)
{
    /// <param name="provider">The id of this instance's provider.</param>
    /// <param name="ofClient">True when the client proposes it, and nobody of the provider has agreed.</param>
    internal static async Task<WeighedFile> ReadAsync(
        IRows rows, string json, string provider, bool ofClient, DateTimeOffset now)
    {
        var hash = ProposalRules.HashOf(json);
        var errors = new List<ContractError>();
        if (ContractReader.Read(json, errors) is not { } file)
            return new(json, hash, provider, null, null, null, null, Sorted(errors));
        if (await SameAsync(rows, hash) is { } same)
            return new(json, hash, provider, file, await Known.ReadAsync(rows, file, provider), same.Client, same, []);

        var known = await Known.ReadAsync(rows, file, provider);
        KnownChecks.Against(file, known, now, errors);
        if (ofClient)
            KnownChecks.ByClient(file, known, errors);
        return new(json, hash, provider, file, known, known.Client?.Id, null, Sorted(errors));
    }

    /// <summary>With one more error, at a member of the root.</summary>
    internal WeighedFile Wrong(string member, string code, params string[] arguments)
    {
        var node = File!.Root.Members.FirstOrDefault(x => x.Name == member)?.Value ?? File.Root;
        return this with { Errors = Sorted([.. Errors, new(node.Line, node.Path, new Refusal(code, arguments))]) };
    }

    static IReadOnlyList<ContractError> Sorted(IEnumerable<ContractError> errors) =>
        [.. errors.OrderBy(x => x.Line).ThenBy(x => x.Path, StringComparer.Ordinal)];

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
}
