namespace AccessAudit.Identity.Dev.Browser;

/// <summary>The form's words in one language.</summary>
sealed record LoginTexts(
    string Language, string Title, string Warning, string Login, string Password, string Submit, string Wrong,
    string SignedOut)
{
    static readonly LoginTexts French = new(
        "fr", "Connexion", "Fournisseur d’identité de développement : jamais pour de vraies personnes.",
        "Identifiant", "Mot de passe", "Se connecter",
        "Identifiant ou mot de passe incorrect, ou identifiant fermé une minute après cinq erreurs.",
        "Vous êtes déconnecté.");

    static readonly LoginTexts English = new(
        "en", "Sign in", "Development identity provider: never for real people.",
        "Login", "Password", "Sign in",
        "The login or the password is wrong, or the login is closed for a minute after five wrong passwords.",
        "You are signed out.");

    /// <summary>By <c>Accept-Language</c>; French when it names neither.</summary>
    internal static LoginTexts For(HttpContext http) => http.Request.GetTypedHeaders().AcceptLanguage
        .Where(asked => asked.Quality is not 0).OrderByDescending(asked => asked.Quality ?? 1)
        .Select(asked => asked.Value.ToString().Split('-')[0].ToLowerInvariant())
        .FirstOrDefault(language => language is "fr" or "en") == "en" ? English : French;
}
