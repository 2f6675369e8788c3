using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AccessAudit.Web.SignIn;

/// <summary>
/// ID tokens must be signed. OpenID Connect Core section 3.1.3.7 lets a client trust TLS alone in the code flow, and the
/// framework does so (it clears <c>RequireSignedTokens</c>); who is let in here hangs on more than a connection.
/// </summary>
sealed class SignedTokenHandler : JsonWebTokenHandler
{
    public override Task<TokenValidationResult> ValidateTokenAsync(
        string token, TokenValidationParameters validationParameters)
    {
        validationParameters.RequireSignedTokens = true;
        return base.ValidateTokenAsync(token, validationParameters);
    }
}
