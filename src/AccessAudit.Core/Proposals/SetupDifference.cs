using AccessAudit.Contracts;
using AccessAudit.Contracts.Files;

namespace AccessAudit.Proposals;

/// <summary>
/// Everything in which one contract file differs from another, in a fixed order: people, engagements, targets, then the
/// contract as a whole. What it did not list, nobody would have accepted; so a difference that it has no name for is
/// told as <see cref="ChangeKind.WordingChanged"/>.
/// </summary>
static class SetupDifference
{
    /// <summary>Of two texts that have been read without errors; the same texts differ in nothing.</summary>
    internal static IReadOnlyList<SetupChange> Of(string before, string after)
    {
        var found = Between(Read(before), Read(after));
        return found.Count > 0 || before == after ? found : [new(ChangeKind.WordingChanged, "", null, null)];
    }

    static ContractFile Read(string json)
    {
        var errors = new List<ContractError>();
        return ContractReader.Read(json, errors)
            ?? throw new InvalidDataException($"A kept contract file can no longer be read: {errors[0].Path}.");
    }

    static IReadOnlyList<SetupChange> Between(ContractFile before, ContractFile after)
    {
        var found = new List<SetupChange>();
        void Compare(ChangeKind kind, string subject, string was, string becomes)
        {
            if (was != becomes)
                found.Add(new(kind, subject, was, becomes));
        }

        ComparePeople(before, after, found, Compare);
        CompareEngagements(before, after, found, Compare);
        CompareTargets(before, after, found, Compare);
        Compare(ChangeKind.RecipientsChanged, "", List(before.Recipients), List(after.Recipients));
        Compare(ChangeKind.CodeWindowChanged, "", $"{before.CodeWindowCap}", $"{after.CodeWindowCap}");
        Compare(ChangeKind.DataCategoriesChanged, "", Categories(before), Categories(after));
        Compare(ChangeKind.DatesChanged, "", Dates(before), Dates(after));
        Compare(ChangeKind.ReferenceChanged, "", before.Reference, after.Reference);
        Compare(ChangeKind.ClientNameChanged, "", before.ClientName, after.ClientName);
        return [.. found.OrderBy(change => change.Kind).ThenBy(change => change.Subject, StringComparer.Ordinal)];
    }

    /// <summary>Notes a change of this kind when what was is not what becomes.</summary>
    delegate void Comparing(ChangeKind kind, string subject, string was, string becomes);

    static void ComparePeople(
        ContractFile before, ContractFile after, List<SetupChange> found, Comparing compare)
    {
        var earlier = before.People.ToDictionary(person => person.Login, StringComparer.Ordinal);
        foreach (var person in after.People)
        {
            if (!earlier.Remove(person.Login, out var was))
            {
                found.Add(new(ChangeKind.PersonAdded, person.Login, null, Describe(person)));
                continue;
            }

            compare(ChangeKind.RolesChanged, person.Login, Roles(was), Roles(person));
            compare(ChangeKind.PersonNameChanged, person.Login, was.Name, person.Name);
            compare(ChangeKind.IdentityChanged, person.Login, Identity(was), Identity(person));
            compare(ChangeKind.LocaleChanged, person.Login, was.Locale, person.Locale);
        }

        found.AddRange(earlier.Values.Select(person =>
            new SetupChange(ChangeKind.PersonRemoved, person.Login, Describe(person), null)));
    }

    static void CompareEngagements(
        ContractFile before, ContractFile after, List<SetupChange> found, Comparing compare)
    {
        var earlier = before.Engagements.ToDictionary(engaged => engaged.Login, StringComparer.Ordinal);
        foreach (var engaged in after.Engagements)
        {
            if (earlier.Remove(engaged.Login, out var was))
                compare(ChangeKind.UndertakingsChanged, engaged.Login, Undertakings(was), Undertakings(engaged));
            else
                found.Add(new(ChangeKind.EngagementAdded, engaged.Login, null, Undertakings(engaged)));
        }

        found.AddRange(earlier.Values.Select(engaged =>
            new SetupChange(ChangeKind.EngagementRemoved, engaged.Login, Undertakings(engaged), null)));
    }

    static void CompareTargets(
        ContractFile before, ContractFile after, List<SetupChange> found, Comparing compare)
    {
        var earlier = before.Targets.ToDictionary(target => target.Slug, StringComparer.Ordinal);
        foreach (var target in after.Targets)
        {
            if (!earlier.Remove(target.Slug, out var was))
            {
                found.Add(new(ChangeKind.TargetAdded, target.Slug, null, Describe(target)));
                continue;
            }

            compare(ChangeKind.AddressChanged, target.Slug, Address(was), Address(target));
            compare(ChangeKind.HostKeysChanged, target.Slug, List(was.HostKeys), List(target.HostKeys));
            compare(ChangeKind.AccountsChanged, target.Slug, List(was.Accounts), List(target.Accounts));
            compare(ChangeKind.ProtocolsChanged, target.Slug, List(was.Protocols), List(target.Protocols));
            compare(ChangeKind.SensitivityChanged, target.Slug, $"{was.Sensitivity}", $"{target.Sensitivity}");
            compare(ChangeKind.TargetDataChanged, target.Slug, List(was.DataCategories), List(target.DataCategories));
            compare(ChangeKind.OwnersChanged, target.Slug, List(was.Owners), List(target.Owners));
            compare(ChangeKind.TitleChanged, target.Slug, was.Title, target.Title);
        }

        found.AddRange(earlier.Values.Select(target =>
            new SetupChange(ChangeKind.TargetRetired, target.Slug, Describe(target), null)));
    }

    static string Describe(FilePerson person) =>
        $"{person.Name}, {(person.OfProvider ? "provider" : "client")}, {Roles(person)}, {Identity(person)}";

    static string Describe(FileTarget target) =>
        $"{target.Title}, {Address(target)}, {List(target.Accounts)}, {target.Sensitivity}, {List(target.HostKeys)}";

    static string Roles(FilePerson person) => List(person.Roles);

    static string Identity(FilePerson person) => $"{person.Subject} @ {person.Issuer}";

    static string Address(FileTarget target) => $"{target.Host} : {target.Port}";

    static string Undertakings(FileEngagement engaged) =>
        $"{Day(engaged.SecrecySignedAt)}, {Day(engaged.LimitationSignedAt)}";

    static string Day(DateTimeOffset? signed) => signed is { } at ? Moments.Say(at)[..10] : "-";

    static string Dates(ContractFile file) => $"{Moments.Say(file.StartsAt)} - {Moments.Say(file.EndsAt)}";

    // Only the code decides anything; the name and whether the data are personal are read by people.
    static string Categories(ContractFile file) =>
        file.Root.Members.FirstOrDefault(member => member.Name == "dataCategories")?.Value is { } list
            ? string.Join(", ", list.Items.Select(item => string.Join(' ', item.Members
                .OrderBy(member => member.Name, StringComparer.Ordinal).Select(member => member.Value.Kind switch
                {
                    System.Text.Json.JsonValueKind.True => "personal",
                    System.Text.Json.JsonValueKind.False => "",
                    _ => member.Value.Text,
                })).Trim()))
            : "";

    static string List(IEnumerable<string> values) => string.Join(", ", values);
}
