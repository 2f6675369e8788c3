namespace AccessAudit.Contracts.Files;

/// <summary>
/// A contract file that has been read (<c>docs/contract-file.md</c>). Nodes are kept to tell places in later checks.
/// </summary>
sealed record ContractFile(
    FileNode Root, string? ClientId, string ClientName, string ProviderName, string Reference,
    DateTimeOffset StartsAt, DateTimeOffset EndsAt, string[] Recipients, int CodeWindowCap, string[] DataCategories,
    IReadOnlyList<FilePerson> People, IReadOnlyList<FileEngagement> Engagements, IReadOnlyList<FileTarget> Targets)
{
    public IEnumerable<FilePerson> Of(bool provider) => People.Where(x => x.OfProvider == provider);
}

sealed record FilePerson(
    FileNode Node, string Login, string Name, bool OfProvider, string[] Roles, string Issuer, string Subject,
    string Locale);

sealed record FileEngagement(
    FileNode Node, string Login, DateTimeOffset? SecrecySignedAt, DateTimeOffset? LimitationSignedAt);

sealed record FileTarget(
    FileNode Node, string Slug, string Title, string Host, int Port, string[] HostKeys, string[] Protocols,
    string[] Accounts, string[] DataCategories, int Sensitivity, string[] Owners);
