using AccessAudit.Gateway.Ssh.Wire;

namespace AccessAudit.Gateway.Ssh.Relay;

/// <summary>The few packets that the gateway itself says in the connection layer.</summary>
static class Packets
{
    /// <summary>RFC 4254 section 5.1.</summary>
    public enum OpenFailure : uint
    {
        AdministrativelyProhibited = 1,
        ConnectFailed = 2,
        UnknownChannelType = 3,
        ResourceShortage = 4,
    }

    public static byte[] RequestFailure { get; } = [Message.RequestFailure];

    public static byte[] RequestSuccess { get; } = [Message.RequestSuccess];

    public static byte[] KeepAlive { get; } = new SshWriter(Message.GlobalRequest)
        .Text("keepalive@openssh.com").Boolean(true).ToArray();

    public static byte[] ChannelFailure(uint recipient) =>
        new SshWriter(Message.ChannelFailure, 8).UInt32(recipient).ToArray();

    public static byte[] OpenRefused(uint recipient, OpenFailure reason, string text) =>
        new SshWriter(Message.ChannelOpenFailure).UInt32(recipient).UInt32((uint)reason).Text(text).Text("").ToArray();

    public static byte[] WindowAdjust(uint recipient, uint bytes) =>
        new SshWriter(Message.ChannelWindowAdjust, 16).UInt32(recipient).UInt32(bytes).ToArray();

    /// <summary>Text on standard error (RFC 4254 section 5.2): the one place where it is no part of the data.</summary>
    public static byte[] StandardError(uint recipient, ReadOnlySpan<byte> text) =>
        new SshWriter(Message.ChannelExtendedData).UInt32(recipient).UInt32(1).String(text).ToArray();
}
