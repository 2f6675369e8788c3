using System.Net;
using System.Net.Sockets;
using AccessAudit.Sessions;
using Microsoft.Extensions.Logging;

namespace AccessAudit.Gateway.Ssh.Server;

/// <summary>The life of a connection for operators: numbers and ids, nothing that a peer said.</summary>
static partial class SshServerLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "SSH listens on {Endpoint}, host key {Fingerprint}")]
    public static partial void Listens(ILogger log, EndPoint endpoint, string fingerprint);

    [LoggerMessage(Level = LogLevel.Warning, Message = "SSH could not accept a connection: {Error}")]
    public static partial void AcceptFailed(ILogger log, SocketError error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "SSH dropped a connection: too many on their way in")]
    public static partial void Dropped(ILogger log);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Connection {Number}: no handshake")]
    public static partial void NoHandshake(ILogger log, long number);

    [LoggerMessage(Level = LogLevel.Information, Message = "Connection {Number}: not let in")]
    public static partial void NotLetIn(ILogger log, long number);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Session {Session}: target not opened, {Stage}")]
    public static partial void TargetNotOpened(ILogger log, string session, string stage);

    [LoggerMessage(Level = LogLevel.Information, Message = "Connection {Number}: relays session {Session}")]
    public static partial void Relays(ILogger log, long number, string session);

    [LoggerMessage(Level = LogLevel.Information, Message = "Session {Session}: ended by {Cause}, {Detail}")]
    public static partial void Ended(ILogger log, string session, SessionEnd cause, string detail);

    [LoggerMessage(Level = LogLevel.Error, Message = "Connection {Number} failed by surprise")]
    public static partial void Failed(ILogger log, long number, Exception error);
}
