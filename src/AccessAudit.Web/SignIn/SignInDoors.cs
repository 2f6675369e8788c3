using AccessAudit.Web.Identity;

namespace AccessAudit.Web.SignIn;

/// <summary>One way to sign in, for the sign-in page.</summary>
/// <param name="Scheme">The name of its authentication scheme, <c>sign-in/N</c>.</param>
/// <param name="Name">As people know the provider behind it.</param>
/// <param name="Organization"><c>provider</c>, a client's id, or empty (<see cref="Authority.Organization"/>).</param>
sealed record SignInDoor(string Scheme, string Name, string Organization)
{
    /// <summary>What a link of the page leads to; add <c>?return=</c> and a local address.</summary>
    internal string Path => "/" + Scheme;
}

/// <summary>
/// The authorities that sign browsers in. An authority's number is its place in the settings, and stands in the callback
/// that its provider knows: <c>/sign-in/N/callback</c>.
/// </summary>
sealed class SignInDoors(IReadOnlyList<Authority> authorities)
{
    internal IReadOnlyList<SignInDoor> All { get; } =
    [
        .. authorities.Index().Where(one => one.Item.SignsBrowsersIn).Select(one => new SignInDoor(
            Scheme(one.Index), one.Item.DisplayName, one.Item.Organization)),
    ];

    /// <summary>Where a sign-out may lead the browser: a page with that form allows them in <c>form-action</c>.</summary>
    internal IReadOnlyList<string> Origins { get; } =
    [
        .. authorities.Where(one => one.SignsBrowsersIn)
            .Select(one => new Uri(one.Issuer).GetLeftPart(UriPartial.Authority)).Distinct(StringComparer.Ordinal),
    ];

    /// <summary>The authority behind a number of an address; null when that one signs nobody in.</summary>
    internal Authority? Find(int number) =>
        number >= 0 && number < authorities.Count && authorities[number].SignsBrowsersIn ? authorities[number] : null;

    /// <summary>The authority of this issuer, with its number; null when it signs nobody in (any more).</summary>
    internal (Authority Authority, int Number)? OfIssuer(string issuer)
    {
        foreach (var (number, authority) in authorities.Index())
        {
            if (authority.SignsBrowsersIn && authority.Issuer == issuer)
            {
                return (authority, number);
            }
        }

        return null;
    }

    internal static string Scheme(int number) => $"sign-in/{number}";
}
