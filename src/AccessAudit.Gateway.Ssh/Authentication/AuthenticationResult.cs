namespace AccessAudit.Gateway.Ssh.Authentication;

/// <summary>How a technician's authentication ended.</summary>
abstract record AuthenticationResult
{
    AuthenticationResult()
    {
    }

    /// <summary>Success has been told; the connection layer may begin.</summary>
    public sealed record Succeeded(AuthenticatedKey Who) : AuthenticationResult;

    /// <summary>
    /// No access; the connection is closed. <see cref="User"/> is the name claimed last (not proved, any text up to
    /// 64 characters) or null; <see cref="Who"/> is set when a signature had been accepted.
    /// </summary>
    public sealed record Refused(string Why, string? User, AuthenticatedKey? Who) : AuthenticationResult;
}
