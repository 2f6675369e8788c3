using AccessAudit.Refusals;

namespace AccessAudit.Contracts;

/// <summary>
/// What an import did: nothing at all and every error at once, or the client and the version that now decides.
/// </summary>
/// <param name="Changed">False when these very bytes were already the version that decides.</param>
public sealed record ContractImport(string? Client, int Version, bool Changed, IReadOnlyList<ContractError> Errors)
{
    public bool IsRefused => Errors.Count > 0;
}

/// <summary>One thing wrong in the file: where, and what is expected there.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Path">JSON path, for example <c>$.targets[0].port</c>.</param>
/// <param name="Expected">Said in the reader's language by <see cref="RefusalTexts"/>.</param>
public sealed record ContractError(int Line, string Path, Refusal Expected);
