using AccessAudit.Refusals;

namespace AccessAudit.Contracts;

/// <summary>
/// What an import did: nothing at all and every error at once, or the client and the version that decides, which is
/// still the one of before when the file became a proposal.
/// </summary>
/// <param name="Changed">False when these very bytes were already the version that decides.</param>
public sealed record ContractImport(string? Client, int Version, bool Changed, IReadOnlyList<ContractError> Errors)
{
    /// <summary>The id of the proposal that the file became, because the client has a contract already.</summary>
    public string? Proposal { get; init; }

    /// <summary>Why a later version could not even be proposed.</summary>
    public Refusal? NotProposed { get; init; }

    public bool IsRefused => Errors.Count > 0 || NotProposed is not null;
}

/// <summary>One thing wrong in the file: where, and what is expected there.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Path">JSON path, for example <c>$.targets[0].port</c>.</param>
/// <param name="Expected">Said in the reader's language by <see cref="RefusalTexts"/>.</param>
public sealed record ContractError(int Line, string Path, Refusal Expected);
