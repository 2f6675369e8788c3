namespace AccessAudit.Cli.SignIn;

/// <summary>Every sign-in of this user of this machine.</summary>
/// <param name="Last">The server signed in to last: what <c>--server</c> stands for when it is not given.</param>
/// <param name="Servers">By the server's address without a final slash.</param>
sealed record SignIns(string? Last, IReadOnlyDictionary<string, KeptSignIn> Servers)
{
    public static SignIns None { get; } = new(null, new Dictionary<string, KeptSignIn>());

    public static string Name(Uri server) => server.GetLeftPart(UriPartial.Authority);

    public KeptSignIn? At(Uri server) => Servers.GetValueOrDefault(Name(server));

    public SignIns With(Uri server, KeptSignIn kept) =>
        new(Name(server), new Dictionary<string, KeptSignIn>(Servers) { [Name(server)] = kept });

    public SignIns Without(Uri server)
    {
        var left = Servers.Where(one => one.Key != Name(server)).ToDictionary(one => one.Key, one => one.Value);
        return new(Last == Name(server) ? left.Keys.Order(StringComparer.Ordinal).FirstOrDefault() : Last, left);
    }
}

/// <param name="Issuer">The provider that signed the person in.</param>
/// <param name="RefreshToken">Null when the provider gave none: then the sign-in ends with the access token.</param>
/// <param name="GoodUntil">When the access token ends.</param>
sealed record KeptSignIn(
    string Issuer, string ClientId, string Scope, string? RefreshToken, string AccessToken, DateTimeOffset GoodUntil)
{
    // Long enough for a call to be sent, waited for and repeated.
    static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    public bool IsFreshAt(DateTimeOffset now) => now < GoodUntil - Margin;
}
