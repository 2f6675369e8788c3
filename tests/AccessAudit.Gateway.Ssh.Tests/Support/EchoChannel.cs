using System.Security.Cryptography;
using AccessAudit.Gateway.Ssh.Transport;
using AccessAudit.Gateway.Ssh.Wire;

namespace AccessAudit.Gateway.Ssh.Tests.Support;

/// <summary>The least of RFC 4254 that moves bytes: one session channel, on either side of a port.</summary>
static class EchoChannel
{
    const uint Window = 1024 * 1024;
    const uint MaxPacket = 32 * 1024;

    /// <summary>Server: sends back what the first channel's command gets on its input, then exit status 0.</summary>
    public static async Task<long> ServeAsync(IPacketPort port, CancellationToken ct)
    {
        var echoed = 0L;
        uint theirs = 0, room = 0;
        var waiting = new Queue<byte[]>();
        var eof = false;
        while (await port.ReadAfterFlushAsync(port, ct) is { } payload)
        {
            var message = Read(payload);
            switch (message.Number)
            {
                case Message.GlobalRequest when message.WantsReply:
                    await port.WriteAsync(new SshWriter(Message.RequestFailure).Memory, ct);
                    break;
                case Message.ChannelOpen:
                    (theirs, room) = (message.Channel, message.Size);
                    await port.WriteAsync(new SshWriter(Message.ChannelOpenConfirmation)
                        .UInt32(theirs).UInt32(0).UInt32(Window).UInt32(MaxPacket).Memory, ct);
                    break;
                case Message.ChannelRequest when message.WantsReply:
                    await port.WriteAsync(new SshWriter(Message.ChannelSuccess).UInt32(theirs).Memory, ct);
                    break;
                case Message.ChannelWindowAdjust:
                    room += message.Size;
                    break;
                case Message.ChannelData:
                    waiting.Enqueue(message.Data);
                    break;
                case Message.ChannelEof:
                    eof = true;
                    break;
                case Message.ChannelClose:
                    await port.FlushAsync(ct);
                    return echoed;
            }

            while (waiting.TryPeek(out var data) && data.Length <= room)
            {
                waiting.Dequeue();
                room -= (uint)data.Length;
                echoed += data.Length;
                await port.WriteAsync(new SshWriter(Message.ChannelData, data.Length + 16)
                    .UInt32(theirs).String(data).Memory, ct);
                await port.WriteAsync(new SshWriter(Message.ChannelWindowAdjust)
                    .UInt32(theirs).UInt32((uint)data.Length).Memory, ct);
            }

            if (eof && waiting.Count == 0)
            {
                eof = false;
                await port.WriteAsync(new SshWriter(Message.ChannelRequest)
                    .UInt32(theirs).Text("exit-status").Boolean(false).UInt32(0).Memory, ct);
                await port.WriteAsync(new SshWriter(Message.ChannelEof).UInt32(theirs).Memory, ct);
                await port.WriteAsync(new SshWriter(Message.ChannelClose).UInt32(theirs).Memory, ct);
            }
        }

        return echoed;
    }

    /// <summary>Client: runs a command that gives back its input; the SHA-256 of what came back, and its length.
    /// </summary>
    public static async Task<(byte[] Hash, long Length)> RunAsync(
        IPacketPort port, string command, byte[] input, CancellationToken ct)
    {
        await port.WriteAsync(new SshWriter(Message.ChannelOpen).Text("session").UInt32(0)
            .UInt32(Window).UInt32(MaxPacket).Memory, ct);
        await port.FlushAsync(ct);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (length, sent) = (0L, 0);
        uint theirs = 0, room = 0;
        var running = false;
        while (await port.ReadAfterFlushAsync(port, ct) is { } payload)
        {
            var message = Read(payload);
            switch (message.Number)
            {
                case Message.ChannelOpenConfirmation:
                    (theirs, room) = (message.Channel, message.Size);
                    await port.WriteAsync(new SshWriter(Message.ChannelRequest).UInt32(theirs).Text("exec").Boolean(true)
                        .Text(command).Memory, ct);
                    break;
                case Message.ChannelSuccess:
                    running = true;
                    break;
                case Message.ChannelWindowAdjust:
                    room += message.Size;
                    break;
                case Message.ChannelData:
                    hash.AppendData(message.Data);
                    length += message.Data.Length;
                    await port.WriteAsync(new SshWriter(Message.ChannelWindowAdjust)
                        .UInt32(theirs).UInt32((uint)message.Data.Length).Memory, ct);
                    break;
                case Message.ChannelClose:
                    await port.WriteAsync(new SshWriter(Message.ChannelClose).UInt32(theirs).Memory, ct);
                    await port.FlushAsync(ct);
                    return (hash.GetHashAndReset(), length);
                case Message.GlobalRequest when message.WantsReply:
                    await port.WriteAsync(new SshWriter(Message.RequestFailure).Memory, ct);
                    break;
            }

            while (running && sent < input.Length && room > 0)
            {
                var count = (int)Math.Min(Math.Min(room, MaxPacket), (uint)(input.Length - sent));
                await port.WriteAsync(new SshWriter(Message.ChannelData, count + 16)
                    .UInt32(theirs).String(input.AsSpan(sent, count)).Memory, ct);
                sent += count;
                room -= (uint)count;
                if (sent == input.Length)
                {
                    await port.WriteAsync(new SshWriter(Message.ChannelEof).UInt32(theirs).Memory, ct);
                }
            }
        }

        throw new InvalidOperationException("the connection ended early: " + port.EndReason);
    }

    static Fields Read(ReadOnlyMemory<byte> payload)
    {
        var reader = new SshReader(payload.Span);
        var number = reader.Byte();
        switch (number)
        {
            case Message.GlobalRequest:
                reader.String();
                return new(number, 0, 0, [], reader.Boolean());
            case Message.ChannelOpen:
                reader.String();
                return new(number, reader.UInt32(), reader.UInt32(), [], false);
            case Message.ChannelOpenConfirmation:
                reader.UInt32();
                return new(number, reader.UInt32(), reader.UInt32(), [], false);
            case Message.ChannelWindowAdjust:
                return new(number, reader.UInt32(), reader.UInt32(), [], false);
            case Message.ChannelData:
                return new(number, reader.UInt32(), 0, reader.String().ToArray(), false);
            case Message.ChannelRequest:
                var channel = reader.UInt32();
                reader.String();
                return new(number, channel, 0, [], reader.Boolean());
            default:
                return new(number, 0, 0, [], false);
        }
    }

    readonly record struct Fields(byte Number, uint Channel, uint Size, byte[] Data, bool WantsReply);
}
