namespace AccessAudit.Scenarios.Stage;

/// <summary>Who plays: one provider, two clients, and enough people that no test waits for another's one-time
/// codes.</summary>
sealed record Cast(IReadOnlyList<CastClient> Clients, IReadOnlyList<Player> Players)
{
    internal const string Provider = "Infogérance Martin";

    internal static Cast Usual { get; } = new(
        [
            new("clinique", "Clinique des Tilleuls",
            [
                new("clinique-dossiers", ["maint"], ["dossiers"], 2),
                new("clinique-web", ["maint", "www"], ["rendez-vous"], 1),
            ]),
            new("mairie", "Mairie de Valmont", [new("mairie-etat-civil", ["maint"], ["etat-civil"], 1)]),
        ],
        [
            new("ana", null, ["technician"], ["clinique", "mairie"]),
            new("bruno", null, ["technician"], ["mairie"]),
            new("edgar", null, ["dispatcher"], ["clinique"]),
            new("sonia", null, ["provider-security"], []),
            new("paul", null, ["provider-admin"], []),
            new("claire", "clinique", ["approver", "client-admin"], []),
            new("david", "clinique", ["approver"], []),
            new("elsa", "clinique", ["approver"], []),
            new("farid", "clinique", ["approver"], []),
            new("rachel", "clinique", ["reviewer"], []),
            new("diane", "clinique", ["dpo"], []),
            new("stan", "clinique", ["site-contact"], []),
            new("marc", "mairie", ["approver", "client-admin"], []),
            new("rita", "mairie", ["reviewer"], []),
        ]);
}

sealed record CastClient(string Key, string Name, IReadOnlyList<CastTarget> Targets);

/// <param name="Port">Null = nothing listens there.</param>
/// <param name="HostKey">Null = the key that the world pins for all.</param>
sealed record CastTarget(
    string Name, string[] Accounts, string[] DataCategories, int Sensitivity, int? Port = null, string? HostKey = null);

/// <param name="Client">A client's key, null for the provider's people.</param>
/// <param name="EngagedBy">Keys of the clients whose contract names this person of the provider.</param>
/// <param name="Authority">Who vouches for them: 0 the development provider, else one of the world's others.</param>
sealed record Player(string Login, string? Client, string[] Roles, string[] EngagedBy, int Authority = 0)
{
    /// <summary>People of the provider without an engagement stand in the first client's file.</summary>
    internal bool StandsIn(string client, string first) =>
        Client == client
        || (Client is null && (EngagedBy.Contains(client) || (EngagedBy.Length == 0 && client == first)));
}
