using AccessAudit.People;
using AccessAudit.Refusals;

namespace AccessAudit.Contracts.Files;

/// <summary>What must agree inside one file: names are unique, and whoever is named exists on the right side.</summary>
static class ContractChecks
{
    public static void Within(ContractFile file, List<ContractError> errors)
    {
        void Wrong(FileNode node, string member, string code, params string[] arguments)
        {
            var at = node.Members.FirstOrDefault(x => x.Name == member)?.Value ?? node;
            errors.Add(new(at.Line, at.Path, new Refusal(code, arguments)));
        }

        var people = new Dictionary<string, FilePerson>(StringComparer.Ordinal);
        var identities = new HashSet<(string, string)>();
        foreach (var person in file.People.Where(x => x.Login.Length > 0))
        {
            if (!people.TryAdd(person.Login, person))
                Wrong(person.Node, "login", "file.value_twice", person.Login);
            if (person.Subject.Length > 0 && !identities.Add((person.Issuer, person.Subject)))
                Wrong(person.Node, "identity", "file.identity_twice", person.Subject);
        }

        // Without one, nothing of the set-up could ever change again: only a client-admin accepts a later version.
        if (people.Count > 0 && !people.Values.Any(x => !x.OfProvider && x.Roles.Contains(Role.ClientAdmin)))
            Wrong(file.Root, "people", "file.no_admin");

        var engaged = new HashSet<string>(StringComparer.Ordinal);
        foreach (var engagement in file.Engagements.Where(x => x.Login.Length > 0))
        {
            if (!people.TryGetValue(engagement.Login, out var person) || !person.OfProvider)
                Wrong(engagement.Node, "login", "file.engagement_stranger", engagement.Login);
            if (!engaged.Add(engagement.Login))
                Wrong(engagement.Node, "login", "file.value_twice", engagement.Login);
        }

        var slugs = new HashSet<string>(StringComparer.Ordinal);
        foreach (var target in file.Targets)
        {
            if (target.Slug.Length > 0 && !slugs.Add(target.Slug))
                Wrong(target.Node, "name", "file.value_twice", target.Slug);
            foreach (var stray in target.DataCategories.Except(file.DataCategories, StringComparer.Ordinal))
                Wrong(target.Node, "dataCategories", "file.category_undeclared", stray);
            foreach (var owner in target.Owners.Where(x => !IsDecider(people.GetValueOrDefault(x))))
                Wrong(target.Node, "owners", "file.owner_cannot_decide", owner);
        }
    }

    static bool IsDecider(FilePerson? person) =>
        person is { OfProvider: false } && person.Roles.Any(role => role is Role.Approver or Role.ClientAdmin);
}
