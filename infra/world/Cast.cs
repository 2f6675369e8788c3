namespace AccessAudit.World;

/// <summary>Who plays: a provider, two clients, and what belongs to them.</summary>
static class Cast
{
    public const string Provider = "Infogérance Martin";

    public static IReadOnlyList<Client> Clients { get; } =
    [
        new("clinique", "Clinique des Tilleuls",
        [
            new("clinique-dossiers", "Serveur des dossiers patients", 2, ["dossiers-patients"]),
            new("clinique-web", "Site de prise de rendez-vous", 1, ["rendez-vous"]),
        ]),
        new("mairie", "Mairie de Valmont",
        [
            new("mairie-etat-civil", "Serveur de l'état civil", 1, ["etat-civil"]),
        ]),
    ];

    public static IReadOnlyList<Player> Players { get; } =
    [
        new("ana", "Ana Lopes", null, ["technician"], "en"),
        new("bruno", "Bruno Keller", null, ["technician"], "fr"),
        new("sonia", "Sonia Petit", null, ["provider-security"], "fr"),
        new("paul", "Paul Martin", null, ["provider-admin"], "fr"),
        new("claire", "Claire Aubert", "clinique", ["approver", "client-admin"], "fr"),
        new("david", "David Roche", "clinique", ["approver"], "fr"),
        new("rachel", "Rachel Simon", "clinique", ["reviewer", "dpo"], "en"),
        new("marc", "Marc Vidal", "mairie", ["approver", "client-admin", "reviewer"], "fr"),
        new("lea", "Léa Fontaine", "mairie", ["approver"], "fr"),
    ];
}

sealed record Client(string Key, string Name, IReadOnlyList<Target> Targets);

sealed record Target(string Name, string Title, int Sensitivity, string[] DataCategories);

/// <param name="Client">Null for the provider's people.</param>
sealed record Player(string Login, string Name, string? Client, string[] Roles, string Locale)
{
    public bool NeedsCode => !Roles.Contains("reviewer") || Roles.Contains("approver");

    public bool IsTechnician => Roles.Contains("technician");
}
