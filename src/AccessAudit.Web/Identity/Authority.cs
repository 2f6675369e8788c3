using System.Security.Claims;
using AccessAudit.People;

namespace AccessAudit.Web.Identity;

/// <summary>One OpenID provider that is believed, and for whose people: access tokens at the API, sign-in of
/// browsers.</summary>
public sealed record Authority
{
    const string Oidc = "oidc";
    const string Entra = "entra";

    /// <summary><c>oidc</c> (any OpenID provider) or <c>entra</c> (Microsoft Entra ID, one directory).</summary>
    public string Kind { get; init; } = Oidc;

    /// <summary>
    /// Exactly as in the token's <c>iss</c>, with or without its final slash. For <c>entra</c> it follows from the
    /// directory.
    /// </summary>
    public string Issuer { get; init; } = "";

    /// <summary>For <c>entra</c>: the directory's id (a GUID).</summary>
    public string TenantId { get; init; } = "";

    /// <summary>For <c>entra</c>: the cloud's address.</summary>
    public string Instance { get; init; } = "https://login.microsoftonline.com/";

    /// <summary>The <c>aud</c> that a token must carry.</summary>
    public string Audience { get; init; } = "accessaudit";

    /// <summary>
    /// <c>provider</c>: only the provider's people; a client's id: only that client's; empty: whoever the contracts
    /// name
    /// with this issuer. A client's own issuer must be restricted to it, or its administrator could mint provider
    /// staff.
    /// </summary>
    public string Organization { get; init; } = "";

    /// <summary>
    /// The <c>typ</c> that a token must have; empty = <c>at+jwt</c>, for <c>entra</c> <c>JWT</c>. <c>JWT</c> lets ID
    /// tokens in: only for providers that have no other (an ID token of Entra is told by its missing <c>scp</c>).
    /// </summary>
    public string[] TokenTypes { get; init; } = [];

    /// <summary>How the sign-in page calls it. Empty = the issuer's host.</summary>
    public string Name { get; init; } = "";

    /// <summary>Under which this installation stands in the provider's books. Empty = it signs no browser in.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>A file (0600) with the client's secret. Empty = a public client, which PKCE protects alone.</summary>
    public string ClientSecretFile { get; init; } = "";

    /// <summary>What a browser's sign-in asks for: nothing about the person but who it is.</summary>
    public string Scope { get; init; } = "openid";

    /// <summary>
    /// The claim of its tokens with the person's roles, as AccessAudit words them. It can only take away what the
    /// contract gives; a token without it leaves none. Empty = the contract alone decides.
    /// </summary>
    public string RoleClaim { get; init; } = "";

    /// <summary>The public client that the command line names for a device sign-in (RFC 8628). Empty = it signs no
    /// terminal in.</summary>
    public string CliClientId { get; init; } = "";

    /// <summary>What the command line asks for: a token for this API, which can be renewed.</summary>
    public string CliScope { get; init; } = "accessaudit offline_access";

    /// <summary>With what its kind gives where nothing is set. (A getter would not do: configuration binding writes back
    /// what it reads.)</summary>
    internal Authority Whole() => this with
    {
        Issuer = Issuer.Length == 0 && IsEntra ? $"{Instance.TrimEnd('/')}/{TenantId}/v2.0" : Issuer,
        TokenTypes = TokenTypes.Length > 0 ? TokenTypes : IsEntra ? ["JWT"] : ["at+jwt"],
    };

    /// <summary>
    /// The claim that says who it is. Entra's <c>sub</c> differs for every application, so that no contract could name
    /// it: there it is the directory's object id.
    /// </summary>
    internal string SubjectClaim => IsEntra ? "oid" : "sub";

    internal bool IsEntra => Kind == Entra;

    internal bool SignsBrowsersIn => ClientId.Length > 0;

    internal bool SignsTerminalsIn => CliClientId.Length > 0;

    /// <summary>As people know it.</summary>
    internal string DisplayName => Name.Length > 0 ? Name : new Uri(Issuer).Host;

    /// <summary>The roles that it claims for somebody; null when it has no say in them.</summary>
    internal string[]? RolesOf(ClaimsPrincipal vouched) => RoleClaim.Length == 0
        ? null
        : [.. vouched.FindAll(RoleClaim).Select(claim => claim.Value).Distinct(StringComparer.Ordinal)];

    internal Person Narrow(Person person, ClaimsPrincipal vouched) =>
        RolesOf(vouched) is { } roles ? PersonDirectory.Narrow(person, roles) : person;

    /// <summary>A client's own issuer never yields the provider's staff, nor another client's.</summary>
    internal bool SpeaksFor(Organization organization) => Organization switch
    {
        "" => true,
        "provider" => organization.IsProvider,
        var client => organization.Id == client && !organization.IsProvider,
    };

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

        if (Kind is not (Oidc or Entra))
        {
            yield return $"Kind: expected oidc or entra, read '{Kind}'";
        }

        if (IsEntra && !Guid.TryParseExact(TenantId, "D", out _))
        {
            yield return $"TenantId: expected the directory's id (a GUID), read '{TenantId}'; common and organizations "
                + "would let in every directory";
        }

        if (SignsBrowsersIn && !Scope.Split(' ').Contains("openid"))
        {
            yield return $"Scope: expected openid among them, read '{Scope}'";
        }

        if (ClientSecretFile.Length > 0 && SecretFile.Complaint(ClientSecretFile) is { } complaint)
        {
            yield return $"ClientSecretFile: {complaint}";
        }
    }
}
