using Microsoft.Extensions.Logging;

namespace AccessAudit.Web.SignIn;

/// <summary>For operators: which provider, never who.</summary>
static partial class SignInLog
{
    [LoggerMessage(LogLevel.Warning, "Somebody whom {issuer} vouches for is not known here, or not for it to vouch for")]
    public static partial void Unknown(ILogger logger, string issuer);

    [LoggerMessage(LogLevel.Warning, "A sign-in by {issuer} failed: {kind}")]
    public static partial void Failed(ILogger logger, string issuer, string kind);

    [LoggerMessage(LogLevel.Error, "{issuer} cannot be asked for its configuration: nobody can sign in by it")]
    public static partial void Away(ILogger logger, Exception error, string issuer);
}
