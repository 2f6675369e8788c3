namespace AccessAudit.Gateway.Ssh.Relay;

/// <summary>What the gateway says to a technician whose session runs; French for <c>fr</c>, else English.</summary>
static class RelayTexts
{
    public static string Refused(Topic topic, string locale, string address) => IsFrench(locale)
        ? topic switch
        {
            Topic.Forwarding => "AccessAudit : redirection et rebond (-L, -R, -D, -W, -J) sont fermés ici ; "
                + $"chaque cible s'ouvre par ssh {address}",
            Topic.Agent => "AccessAudit : le transfert d'agent est fermé ici",
            Topic.X11 => "AccessAudit : l'affichage X11 est fermé ici",
            Topic.Tunnel => "AccessAudit : les tunnels sont fermés ici",
            Topic.Subsystem => "AccessAudit : seul le sous-système sftp est ouvert ici",
            _ => "AccessAudit : cette demande n'est pas servie ici",
        }
        : topic switch
        {
            Topic.Forwarding => "AccessAudit: forwarding and jumping (-L, -R, -D, -W, -J) are closed here; "
                + $"every target is opened by ssh {address}",
            Topic.Agent => "AccessAudit: agent forwarding is closed here",
            Topic.X11 => "AccessAudit: X11 forwarding is closed here",
            Topic.Tunnel => "AccessAudit: tunnels are closed here",
            Topic.Subsystem => "AccessAudit: only the sftp subsystem is open here",
            _ => "AccessAudit: this request is not served here",
        };

    public static string TooManyChannels(string locale) => IsFrench(locale)
        ? $"AccessAudit : au plus {ChannelTable.MostOpen} canaux à la fois"
        : $"AccessAudit: at most {ChannelTable.MostOpen} channels at a time";

    public static string NoLongerAllowed(string locale) => IsFrench(locale)
        ? "AccessAudit : l'accès n'est plus ouvert, aucun nouveau canal"
        : "AccessAudit: the access is no longer open, no new channel";

    public static string CommandTooLong(string locale) => IsFrench(locale)
        ? "AccessAudit : la commande est trop longue pour être enregistrée"
        : "AccessAudit: the command is too long to be recorded";

    public static string ClosesIn(int minutes, string locale) => IsFrench(locale)
        ? $"l'accès se ferme dans {minutes} min"
        : $"the access closes in {minutes} min";

    public static string Ended(string locale) => IsFrench(locale) ? "session terminée" : "session ended";

    public static string TargetLeft(string? why, string locale) => (IsFrench(locale)
        ? "la cible a fermé la connexion"
        : "the target closed the connection") + (why is null ? "" : $" ({why})");

    public static string ProtocolBroken(Side side, string what, string locale) => (IsFrench(locale)
        ? side == Side.Client ? "erreur de protocole du client : " : "erreur de protocole de la cible : "
        : side == Side.Client ? "protocol error of the client: " : "protocol error of the target: ") + what;

    public static string Silent(Side side, string locale) => IsFrench(locale)
        ? side == Side.Client ? "le client ne répond plus" : "la cible ne répond plus"
        : side == Side.Client ? "the client no longer answers" : "the target no longer answers";

    public static string GatewayFailed(string locale) => IsFrench(locale)
        ? "la passerelle a dû fermer cette session"
        : "the gateway had to close this session";

    public static string Draining(string locale) => IsFrench(locale)
        ? "la passerelle s'arrête"
        : "the gateway is shutting down";

    static bool IsFrench(string locale) => locale == "fr";
}
