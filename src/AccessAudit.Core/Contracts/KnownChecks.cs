using AccessAudit.Contracts.Files;
using AccessAudit.People;
using AccessAudit.Refusals;

namespace AccessAudit.Contracts;

/// <summary>
/// What a file may not say because of what stands already: the client is the one that the id names, a later version is
/// in force when it comes in, nobody takes another's login or identity, no target another client's name.
/// </summary>
static class KnownChecks
{
    public static void Against(ContractFile file, Known known, DateTimeOffset now, List<ContractError> errors)
    {
        void Wrong(FileNode node, string code, params string[] arguments) =>
            errors.Add(new(node.Line, node.Path, new Refusal(code, arguments)));

        // Whose contract it is comes first: without that, every person and target would look like somebody else's.
        if (known.SameName is { } namesake)
        {
            Wrong(At(file.Root, "client"), "file.client_exists", namesake.Name, namesake.Id);
            return;
        }

        if (file.ClientId is not null && known.Client is null)
            Wrong(At(file.Root, "client"), "file.client_unknown", file.ClientId);
        if (known.Provider is { } provider && provider.Name != file.ProviderName)
            Wrong(At(file.Root, "provider"), "file.provider_other", provider.Name);
        if (known.Latest is not null && file.StartsAt > now)
            Wrong(At(file.Root, "startsOn"), "file.starts_later");

        foreach (var person in file.People)
            CheckPerson(person, known, Wrong);
        foreach (var target in file.Targets.Where(x => known.SlugsElsewhere.Contains(x.Slug, StringComparer.Ordinal)))
            Wrong(At(target.Node, "name"), "file.slug_taken", target.Slug);
    }

    /// <summary>
    /// What a client may not say by itself: the provider's people are the same for all its clients, so a role given in one
    /// client's file, or another name, is theirs at the others too.
    /// </summary>
    public static void ByClient(ContractFile file, Known known, List<ContractError> errors)
    {
        foreach (var person in file.People.Where(x => x.OfProvider))
        {
            var before = known.Before?.People.FirstOrDefault(x => x.Login == person.Login);
            var wrong = known.Find(person.Issuer, person.Subject) is not { Active: true } stands ? "organization"
                : person.Roles.Except(stands.Roles).Except(before?.Roles ?? []).Any() ? "roles"
                : person.Name != stands.Name && person.Name != before?.Name ? "name"
                : null;
            if (wrong is not null)
            {
                var node = At(person.Node, wrong);
                errors.Add(new(node.Line, node.Path, new Refusal("file.provider_person", person.Login)));
            }
        }
    }

    static void CheckPerson(FilePerson person, Known known, Action<FileNode, string, string[]> wrong)
    {
        bool IsOwnSide(Person other) => person.OfProvider
            ? other.Organization == known.Provider?.Id
            : other.Organization == known.Client?.Id;

        var same = known.Find(person.Issuer, person.Subject);
        if (same is not null && !IsOwnSide(same))
            wrong(At(person.Node, "identity"), "file.identity_taken", [person.Subject]);
        else if (same is not null && same.Login != person.Login)
            wrong(At(person.Node, "login"), "file.login_changed", [same.Login]);
        else if (same is null && known.People.Any(x => x.Login == person.Login))
            wrong(At(person.Node, "login"), "file.login_taken", [person.Login]);
    }

    static FileNode At(FileNode node, string member) =>
        node.Members.FirstOrDefault(x => x.Name == member)?.Value ?? node;
}
