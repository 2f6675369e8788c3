namespace AccessAudit.Web.Identity;

/// <summary>One OpenID provider whose access tokens are believed, and for whose people.</summary>
public sealed record Authority
{
    /// <summary>Exactly as in the token's <c>iss</c>, with or without its final slash.</summary>
    public string Issuer { get; init; } = "";

    /// <summary>The <c>aud</c> that a token must carry.</summary>
    public string Audience { get; init; } = "accessaudit";

    /// <summary>
    /// <c>provider</c>: only the provider's people; a client's id: only that client's; empty: whoever the contracts
    /// name
    /// with this issuer. A client's own issuer must be restricted to it, or its administrator could mint provider
    /// staff.
    /// </summary>
    public string Organization { get; init; } = "";

    /// <summary>The <c>typ</c> that a token must have. <c>JWT</c> lets ID tokens in: only for providers that have no
    /// other.</summary>
    public string[] TokenTypes { get; init; } = ["at+jwt"];

    internal IEnumerable<string> Errors()
    {
        if (!Uri.TryCreate(Issuer, UriKind.Absolute, out var issuer)
            || (issuer.Scheme != Uri.UriSchemeHttps && issuer.Scheme != Uri.UriSchemeHttp))
        {
            yield return $"Issuer: expected the address of an OpenID provider, read '{Issuer}'";
        }
        else if (issuer.Scheme == Uri.UriSchemeHttp && !issuer.IsLoopback)
        {
            yield return $"Issuer: {Issuer} is reached without TLS, which is allowed on loopback only";
        }

        if (Audience.Length == 0)
        {
            yield return "Audience is empty: tokens meant for other services would be believed";
        }

        if (TokenTypes.Length == 0)
        {
            yield return "TokenTypes is empty: no token would be believed";
        }
    }
}
