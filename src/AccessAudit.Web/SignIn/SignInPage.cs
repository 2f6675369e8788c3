namespace AccessAudit.Web.SignIn;

/// <summary>
/// The page with the doors, and the words by which it is told what became of a try: <c>unknown</c> (signed in
/// there, not known here), <c>failed</c>, <c>cancelled</c>, <c>unavailable</c> (the provider does not answer),
/// <c>ended</c> (a session that no longer stands), <c>signed-out</c>.
/// </summary>
static class SignInPage
{
    internal static string Address(string problem) => $"/sign-in?problem={problem}";
}
