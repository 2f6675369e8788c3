using AccessAudit.Codes;
using AccessAudit.Contracts.Files;
using AccessAudit.Journal;
using AccessAudit.People;
using AccessAudit.State;

namespace AccessAudit.Contracts;

/// <summary>
/// Makes the people and engagements what the file says. The client's people are exactly those of its file. Someone of
/// the provider is one person for all clients: their roles are those that any contract in use gives them, and they
/// leave when no contract names them any more.
/// </summary>
sealed class PeopleChange(IWork work, string client, string provider, DateTimeOffset now)
{
    /// <summary>Returns the logins' persons, for the review of the grants.</summary>
    public async Task<IReadOnlyDictionary<string, Person>> ApplyAsync(ContractFile file, Known known)
    {
        var people = new Dictionary<string, Person>(StringComparer.Ordinal);
        foreach (var named in file.People)
            people.Add(named.Login, await KeepAsync(named, known));

        await LetGoAsync(file, known);
        await KeepEngagementsAsync(file, people);
        return people;
    }

    async Task<Person> KeepAsync(FilePerson named, Known known)
    {
        var before = known.Find(named.Issuer, named.Subject);
        var person = new Person
        {
            Organization = named.OfProvider ? provider : client,
            Id = before?.Id ?? Ids.New(),
            Login = named.Login,
            Name = named.Name,
            Issuer = named.Issuer,
            Subject = named.Subject,
            Roles = named.OfProvider ? RolesOf(named, [.. known.OtherContracts, null], named.Roles) : named.Roles,
            Locale = named.Locale,
            Version = before?.Version ?? 0,
        };
        if (before is null)
            work.Add(person);
        else if (!SamePerson(before, person))
            work.Replace(person);
        if (named.OfProvider || known.Latest is null)
            await PermitAsync(person, before);

        var earlier = known.Before?.People.FirstOrDefault(x => x.Login == named.Login);
        if (earlier is null)
            Tell("person.created", person.Key, Members.Of(("organization", named.OfProvider ? "provider" : "client")));
        if (earlier is null || !earlier.Roles.SequenceEqual(named.Roles, StringComparer.Ordinal))
            Tell("role.granted", person.Key, Members.Of(("roles", string.Join(' ', named.Roles))));
        return person;
    }

    /// <summary>
    /// The first people of a client, and those of the provider, bring their first authenticator by themselves. Whoever
    /// comes later to a client is let in by one of its people (<see cref="AuthenticatorDesk"/>).
    /// </summary>
    async Task PermitAsync(Person person, Person? before)
    {
        if (before is null && await work.FindAsync<EnrolmentPermit>(person.Organization, person.Id) is null)
        {
            work.Add(new EnrolmentPermit
            {
                Organization = person.Organization,
                Person = person.Id,
                Cause = PermitCause.Contract,
                At = now,
            });
        }
    }

    /// <summary>Whoever the file no longer names.</summary>
    async Task LetGoAsync(ContractFile file, Known known)
    {
        var staying = file.People.Select(x => x.Login).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in known.Before?.People.Where(x => !staying.Contains(x.Login)) ?? [])
        {
            var person = (await PersonDirectory.FindByLoginAsync(work, gone.Login))!;
            var roles = gone.OfProvider ? RolesOf(gone, known.OtherContracts, []) : [];
            var stillNamed = gone.OfProvider && known.OtherContracts.Any(x => Names(x, gone));
            work.Replace(person with { Active = stillNamed, Roles = roles });
            if (!stillNamed && await work.FindAsync<EnrolmentPermit>(person.Organization, person.Id) is { } unused)
                work.Remove(unused);
            Tell("person.departure_declared", person.Key, Members.None);
        }
    }

    async Task KeepEngagementsAsync(ContractFile file, Dictionary<string, Person> people)
    {
        var rows = (await work.ListAsync<Engagement>(x => x.Client == client))
            .ToDictionary(x => x.Person, StringComparer.Ordinal);
        foreach (var named in file.Engagements)
        {
            var person = people[named.Login];
            var before = rows.GetValueOrDefault(person.Id);
            rows.Remove(person.Id);
            var after = new Engagement
            {
                Client = client,
                Organization = person.Organization,
                Person = person.Id,
                SecrecySignedAt = named.SecrecySignedAt,
                LimitationSignedAt = named.LimitationSignedAt,
                Version = before?.Version ?? 0,
            };
            if (before is null)
                work.Add(after);
            else if (before != after)
                work.Replace(after);

            if (before is not { Active: true })
                Tell("engagement.activated", person.Key, Members.None);
            TellSigned(person.Key, "secrecy", before?.SecrecySignedAt, after.SecrecySignedAt);
            TellSigned(person.Key, "limitation", before?.LimitationSignedAt, after.LimitationSignedAt);
        }

        foreach (var gone in rows.Values.Where(x => x.Active))
        {
            work.Replace(gone with { Active = false });
            Tell("engagement.revoked", new(gone.Organization, gone.Person), Members.None);
        }
    }

    void TellSigned(PersonKey person, string kind, DateTimeOffset? before, DateTimeOffset? after)
    {
        if (after is not { } signedAt || after == before)
            return;
        var details = Members.Of(("undertaking", kind), ("signed_at", Moments.Stamp(signedAt)));
        Tell("undertaking.signed", person, details);
    }

    void Tell(string kind, PersonKey about, Members details) =>
        work.Record(new Fact { Client = client, Kind = kind, At = now, About = about, Details = details });

    static string[] RolesOf(FilePerson person, IReadOnlyList<ContractFile?> others, string[] own) =>
    [
        .. others.OfType<ContractFile>()
            .SelectMany(file => file.People.Where(x => x.Issuer == person.Issuer && x.Subject == person.Subject))
            .SelectMany(x => x.Roles)
            .Concat(own)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    static bool Names(ContractFile file, FilePerson person) =>
        file.People.Any(x => x.Issuer == person.Issuer && x.Subject == person.Subject);

    // Arrays compare by reference in a record: told apart by their words instead.
    static bool SamePerson(Person before, Person after) =>
        before.Roles.SequenceEqual(after.Roles, StringComparer.Ordinal) && before with { Roles = after.Roles } == after;
}
