using AccessAudit.Gateway.Ssh.Transport;

namespace AccessAudit.Gateway.Ssh.Wire;

/// <summary>
/// The peer broke a rule of the protocol, or nothing in common could be agreed. The connection must end with
/// <see cref="Reason"/>; the message is ours (never the peer's bytes) and may be told to the peer.
/// </summary>
sealed class SshProtocolException(DisconnectReason reason, string message, Exception? inner = null)
    : Exception(message, inner)
{
    public SshProtocolException(string message)
        : this(DisconnectReason.ProtocolError, message)
    {
    }

    public DisconnectReason Reason { get; } = reason;
}
