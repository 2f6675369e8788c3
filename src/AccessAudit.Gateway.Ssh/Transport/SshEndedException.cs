namespace AccessAudit.Gateway.Ssh.Transport;

/// <summary>The connection is over, so nothing more can be sent or agreed; the message says why it ended.</summary>
sealed class SshEndedException(string reason, Exception? inner = null) : IOException(reason, inner);
