using AccessAudit.Gateway.Ssh.Transport;
using AccessAudit.Sessions;

namespace AccessAudit.Gateway.Ssh.Relay;

/// <summary>How a relay ended.</summary>
/// <param name="Text">For the technician, in their language; safe for a terminal.</param>
/// <param name="Reason">What both legs are told in SSH_MSG_DISCONNECT.</param>
/// <param name="Detail">For operators: side and stage, nothing of the payload.</param>
sealed record RelayEnd(SessionEnd Cause, string Text, DisconnectReason Reason, string Detail)
{
    /// <summary>What nobody expected, for the operators' log.</summary>
    public Exception? Surprise { get; init; }
}
