namespace AccessAudit.Identity.Dev.Devices;

/// <summary>The words of the device page in one language; those of the login form stand in <c>LoginTexts</c>.</summary>
sealed record DeviceTexts(
    string Title, string Explained, string Code, string Confirm, string Refuse, string UnknownCode, string Wrong,
    string TooMany, string Done, string Refused)
{
    static readonly DeviceTexts French = new(
        "Connecter un terminal",
        "Tapez le code que montre votre terminal. Si vous n’avez rien lancé vous-même, refusez.",
        "Code du terminal", "Confirmer", "Refuser",
        "Ce code est inconnu, déjà utilisé ou expiré.",
        "Identifiant ou mot de passe incorrect, ou identifiant fermé une minute après cinq erreurs.",
        "Trop de codes inconnus : attendez une minute.",
        "C’est fait : revenez à votre terminal.",
        "Refusé : le terminal n’est pas connecté.");

    static readonly DeviceTexts English = new(
        "Sign a terminal in",
        "Type the code that your terminal shows. If you did not start this yourself, refuse.",
        "Code of the terminal", "Confirm", "Refuse",
        "This code is unknown, used or expired.",
        "The login or the password is wrong, or the login is closed for a minute after five wrong passwords.",
        "Too many unknown codes: wait a minute.",
        "Done: go back to your terminal.",
        "Refused: the terminal is not signed in.");

    internal static DeviceTexts In(string language) => language == "en" ? English : French;
}
