using AccessAudit.State;

namespace AccessAudit.People;

/// <summary>A person is (organization, id); sign-in finds them by (issuer, subject), and by nothing else.</summary>
public sealed record Person : IVersionedRow
{
    /// <summary>The client's id, or the provider's.</summary>
    public required string Organization { get; init; }
    public required string Id { get; init; }

    /// <summary>
    /// Unique in this instance; what a technician types before <c>+target</c>. <c>[a-z0-9._-]{1,32}</c>.
    /// </summary>
    public required string Login { get; init; }
    public required string Name { get; init; }
    public required string Issuer { get; init; }
    public required string Subject { get; init; }

    /// <summary>Words of <see cref="Role"/>.</summary>
    public required string[] Roles { get; init; }

    /// <summary><c>fr</c> or <c>en</c>.</summary>
    public string Locale { get; init; } = "fr";

    /// <summary>False once the person has left: nothing works any more, at once.</summary>
    public bool Active { get; init; } = true;
    public int Version { get; init; }

    public PersonKey Key => new(Organization, Id);

    public bool Is(string role) => Active && Roles.Contains(role, StringComparer.Ordinal);
}

public readonly record struct PersonKey(string Organization, string Id);

/// <summary>The words of the role table; the first group belongs to the provider, the second to a client.</summary>
public static class Role
{
    public const string Technician = "technician";
    public const string Dispatcher = "dispatcher";
    public const string ProviderSecurity = "provider-security";
    public const string ProviderAdmin = "provider-admin";

    public const string Approver = "approver";
    public const string ClientAdmin = "client-admin";
    public const string Reviewer = "reviewer";
    public const string Dpo = "dpo";
    public const string SiteContact = "site-contact";
    public const string Reception = "reception";

    public static IReadOnlyList<string> OfProvider { get; } = [Technician, Dispatcher, ProviderSecurity, ProviderAdmin];
    public static IReadOnlyList<string> OfClient { get; } =
        [Approver, ClientAdmin, Reviewer, Dpo, SiteContact, Reception];
}
