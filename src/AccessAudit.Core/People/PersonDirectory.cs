using AccessAudit.Contracts;
using AccessAudit.State;

namespace AccessAudit.People;

/// <summary>Who is who, and which clients they may know of.</summary>
public static class PersonDirectory
{
    /// <summary>The person who signs in with this identity; null when nobody does, or when they have left.</summary>
    public static async Task<Person?> FindAsync(IRows rows, string issuer, string subject) =>
        await rows.ListAsync<Person>(x => x.Issuer == issuer && x.Subject == subject && x.Active, 1) is [var person]
            ? person
            : null;

    /// <summary>As <see cref="FindAsync"/>, also somebody who has left: to tell their clients that they tried.</summary>
    public static async Task<Person?> FindEvenGoneAsync(IRows rows, string issuer, string subject) =>
        await rows.ListAsync<Person>(x => x.Issuer == issuer && x.Subject == subject, 1) is [var person]
            ? person
            : null;

    public static async Task<Person?> FindByLoginAsync(IRows rows, string login) =>
        await rows.ListAsync<Person>(x => x.Login == login, 1) is [var person] ? person : null;

    /// <summary>
    /// The person as the store has them now: a decision never trusts what a token said a moment ago. A caller whose
    /// sign-in narrowed their roles (<see cref="Narrow"/>) stays so.
    /// </summary>
    public static async Task<Person?> NowAsync(IRows rows, Person person) =>
        await rows.FindAsync<Person>(person.Organization, person.Id) is { Active: true } living
            ? Narrow(living, person.Roles)
            : null;

    /// <summary>The person with those of their roles that stand in <paramref name="roles"/> too; never with
    /// more.</summary>
    public static Person Narrow(Person person, IReadOnlyList<string> roles) =>
        person.Roles.All(roles.Contains) ? person : person with { Roles = [.. person.Roles.Where(roles.Contains)] };

    /// <summary>
    /// Client staff see their own client. Provider staff see the clients that engaged them; provider-security and
    /// provider-admin see all. Nothing else exists for anyone.
    /// </summary>
    public static async Task<IReadOnlyList<Organization>> ClientsOfAsync(IRows rows, Person person)
    {
        if (!person.Active)
            return [];

        var clients = await rows.ListAsync<Organization>(x => !x.IsProvider);
        if (SeesAll(person))
            return clients;

        var engagements = await rows.ListAsync<Engagement>(
            x => x.Organization == person.Organization && x.Person == person.Id && x.Active);
        var known = engagements.Select(x => x.Client).Append(person.Organization).ToHashSet(StringComparer.Ordinal);
        return [.. clients.Where(x => known.Contains(x.Id))];
    }

    /// <summary>Whether this client exists for this person.</summary>
    public static async Task<bool> SeesAsync(IRows rows, Person person, string client)
    {
        if (!person.Active || await rows.FindAsync<Organization>(client) is not { IsProvider: false })
            return false;

        return person.Organization == client || SeesAll(person)
            || await rows.FindAsync<Engagement>(client, person.Organization, person.Id) is { Active: true };
    }

    /// <summary>
    /// The living person with this id, if the other may know of them: a colleague, a person of a client that the other
    /// sees, or someone whom the other's client engages.
    /// </summary>
    public static async Task<Person?> FindKnownAsync(IRows rows, Person who, string id)
    {
        if (await rows.ListAsync<Person>(x => x.Id == id, 1) is not [{ Active: true } found])
            return null;

        return found.Organization == who.Organization
            || await SeesAsync(rows, who, found.Organization)
            || await rows.FindAsync<Engagement>(who.Organization, found.Organization, found.Id) is { Active: true }
                ? found
                : null;
    }

    internal static bool SeesAll(Person person) => person.Is(Role.ProviderSecurity) || person.Is(Role.ProviderAdmin);
}
