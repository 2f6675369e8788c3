using AccessAudit.Gateway.Ssh.Transport;
using AccessAudit.Sessions;

namespace AccessAudit.Gateway.Ssh.Server;

/// <summary>Whether the way into a target stands.</summary>
abstract record TargetOpening
{
    TargetOpening()
    {
    }

    /// <summary>Authenticated as the account; the caller owns the port.</summary>
    public sealed record Opened(SshTransport Port) : TargetOpening;

    /// <param name="Text">For the technician, in their language.</param>
    /// <param name="Stage">For operators.</param>
    public sealed record Failed(SessionEnd Cause, string Text, string Stage) : TargetOpening;
}
