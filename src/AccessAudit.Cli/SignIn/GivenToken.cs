namespace AccessAudit.Cli.SignIn;

/// <summary>One token and no other: of a sign-in that has just been made, or of <c>ACCESSAUDIT_TOKEN</c>.</summary>
sealed class GivenToken(string token) : ITokens
{
    public Task<string> AccessAsync(CancellationToken ct) => Task.FromResult(token);

    public bool Forget() => false;
}
