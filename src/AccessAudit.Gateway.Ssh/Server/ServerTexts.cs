using System.Globalization;
using System.Text;
using AccessAudit.Gateway.Admission;

namespace AccessAudit.Gateway.Ssh.Server;

/// <summary>What the gateway says on the way in; French for <c>fr</c>, else English.</summary>
static class ServerTexts
{
    public static string CodePrompt(string locale) => IsFrench(locale) ? "Code à usage unique : " : "One-time code: ";

    public static string NumberPrompt(string locale) => IsFrench(locale) ? "numéro : " : "number: ";

    public static string NotInList(string locale) => IsFrench(locale)
        ? "Ce numéro n'est pas dans la liste."
        : "That number is not in the list.";

    public static string Grants(IReadOnlyList<OpenGrant> grants, TimeZoneInfo zone, string locale)
    {
        var list = new StringBuilder();
        for (var i = 0; i < grants.Count; i++)
        {
            var grant = grants[i];
            var until = TimeZoneInfo.ConvertTime(grant.ClosesAt, zone).ToString("HH:mm", CultureInfo.InvariantCulture);
            list.Append(CultureInfo.InvariantCulture, $"{i + 1}) ").Append(IsFrench(locale)
                ? $"{grant.Target} en tant que {grant.Account} jusqu'à {until}"
                : $"{grant.Target} as {grant.Account} until {until}").Append('\n');
        }

        return list.ToString();
    }

    public static string TargetDown(string target, string locale) => IsFrench(locale)
        ? $"La cible {target} ne répond pas."
        : $"The target {target} does not answer.";

    public static string TargetRefusesUs(string target, string locale) => IsFrench(locale)
        ? $"La cible {target} n'accepte pas la clé de la passerelle pour ce compte."
        : $"The target {target} does not accept the gateway's key for this account.";

    public static string NothingInCommon(string target, string locale) => IsFrench(locale)
        ? $"La cible {target} et la passerelle n'ont pu convenir d'une connexion sûre."
        : $"The target {target} and the gateway could not agree on a safe connection.";

    public static string HostKeyChanged(string target, string locale) => IsFrench(locale)
        ? $"La cible {target} ne montre pas la clé d'hôte attendue : connexion refusée, le client en est informé."
        : $"The target {target} does not show the expected host key: connection refused, the client is told.";

    public static string CredentialUnfit(string target, string locale) => IsFrench(locale)
        ? $"La clé de la passerelle pour {target} est inutilisable ; prévenez l'administrateur."
        : $"The gateway's key for {target} is unusable; tell the administrator.";

    public static string LedgerLate(string locale) => IsFrench(locale)
        ? "Le journal n'a pas répondu à temps : rien n'a été ouvert."
        : "The ledger did not answer in time: nothing was opened.";

    public static string CodeSpent(string locale) => IsFrench(locale)
        ? "Le code est consommé ; réessayez avec le suivant."
        : "The code is spent; try again with the next one.";

    static bool IsFrench(string locale) => locale == "fr";
}
