using System.Runtime.CompilerServices;
using AccessAudit.Gateway.Ssh.Channels;
using AccessAudit.Gateway.Ssh.Wire;
using AccessAudit.Sealing.Recordings;

namespace AccessAudit.Gateway.Ssh.Relay;

// What each message number gets. Whatever is not in this table ends the connection: 50-79 have their place before
// success, 83-89 and 101-127 have none.
sealed partial class ConnectionRelay
{
    ValueTask HandleAsync(Side from, ReadOnlyMemory<byte> packet, CancellationToken ct) => packet.Span[0] switch
    {
        Message.ChannelData => DataAsync(from, packet, extended: false, ct),
        Message.ChannelExtendedData when from == Side.Target => DataAsync(from, packet, extended: true, ct),
        Message.ChannelWindowAdjust => WindowAsync(from, packet, ct),
        Message.ChannelEof or Message.ChannelClose => EndOfStreamAsync(from, packet, ct),
        Message.ChannelSuccess or Message.ChannelFailure => AnswerAsync(from, packet, ct),
        Message.ChannelRequest => RequestAsync(from, packet, ct),
        Message.ChannelOpen => from == Side.Client ? OpenAsync(packet, ct) : RefuseOpenAsync(packet, ct),
        Message.ChannelOpenConfirmation when from == Side.Target => ConfirmAsync(packet, ct),
        Message.ChannelOpenFailure when from == Side.Target => OpenFailedAsync(packet, ct),
        Message.GlobalRequest => GlobalAsync(from, packet, ct),
        Message.RequestSuccess or Message.RequestFailure => GlobalAnswer(from),
        _ => throw new SshProtocolException($"message {packet.Span[0]} has no place here"),
    };

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    async ValueTask DataAsync(Side from, ReadOnlyMemory<byte> packet, bool extended, CancellationToken ct)
    {
        var reader = new SshReader(packet.Span[1..]);
        var number = reader.UInt32();
        if (extended && reader.UInt32() != 1)
        {
            throw new SshProtocolException("an unknown kind of extended data came");
        }

        var length = reader.String().Length;
        reader.Finish();
        ChannelTap tap;
        lock (_channels.Gate)
        {
            var channel = _channels.Of(from, number);
            channel[from].Send(length);
            tap = channel.Program.TapForData();
        }

        var data = packet[^length..];
        await (from == Side.Client
            ? tap.InputAsync(data, ct)
            : tap.OutputAsync(extended ? StreamId.StandardError : StreamId.StandardOutput, data, ct));
        await To(from.Other()).SendAsync(packet, ct);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    async ValueTask WindowAsync(Side from, ReadOnlyMemory<byte> packet, CancellationToken ct)
    {
        var reader = new SshReader(packet.Span[1..]);
        var number = reader.UInt32();
        var bytes = reader.UInt32();
        reader.Finish();
        uint theirs;
        lock (_channels.Gate)
        {
            var channel = _channels.Of(from, number);
            if (from == Side.Client)
            {
                theirs = channel.Refill(bytes);
            }
            else
            {
                channel.FromClient.Widen(bytes);
                theirs = bytes;
            }
        }

        if (theirs == bytes)
        {
            await To(from.Other()).SendAsync(packet, ct);
        }
        else if (theirs > 0)
        {
            await To(from.Other()).SendAsync(Packets.WindowAdjust(number, theirs), ct);
        }
    }

    async ValueTask EndOfStreamAsync(Side from, ReadOnlyMemory<byte> packet, CancellationToken ct)
    {
        var reader = new SshReader(packet.Span[1..]);
        var number = reader.UInt32();
        reader.Finish();
        var close = packet.Span[0] == Message.ChannelClose;
        RelayChannel channel;
        bool last;
        lock (_channels.Gate)
        {
            channel = _channels.Of(from, number);
            last = close && channel[from.Other()].Closed;
        }

        if (last)
        {
            await FinishAsync(channel, cause: null, ct);
        }

        // Marked in the turn of the leg: no text of the gateway may slip in behind it.
        var way = To(from.Other());
        await way.EnterAsync(ct);
        try
        {
            lock (_channels.Gate)
            {
                if (!close)
                {
                    channel[from].End();
                }
                else
                {
                    channel[from].Close();
                    last = channel.IsOver;
                    if (last)
                    {
                        _channels.Remove(channel);
                    }
                }
            }

            await way.Port.WriteAsync(packet, ct);
        }
        finally
        {
            way.Leave();
        }

        if (last)
        {
            // When both closes crossed, neither pump saw the other's before.
            await FinishAsync(channel, cause: null, ct);
        }
    }

    async ValueTask AnswerAsync(Side from, ReadOnlyMemory<byte> packet, CancellationToken ct)
    {
        var reader = new SshReader(packet.Span[1..]);
        var number = reader.UInt32();
        reader.Finish();
        var asker = from.Other();
        var way = To(asker);
        ChannelTap? unused = null;
        uint record;
        await way.EnterAsync(ct);
        try
        {
            int due;
            uint reply;
            var texts = NoTexts;
            lock (_channels.Gate)
            {
                var channel = _channels.Of(from, number);
                (due, var start) = channel[asker].Requests.Answered();
                record = channel.Program.Record;
                if (start)
                {
                    unused = channel.Program.Answered(packet.Span[0] == Message.ChannelSuccess);
                    if (unused is not null)
                    {
                        channel.Program.Number(++_lastRecord);
                    }

                    texts = WaitingTexts(channel);
                }

                reply = channel.NumberAt(asker);
            }

            await way.Port.WriteAsync(packet, ct);
            for (; due > 0; due--)
            {
                await way.Port.WriteAsync(Packets.ChannelFailure(reply), ct);
            }

            foreach (var text in texts)
            {
                await way.Port.WriteAsync(text, ct);
            }
        }
        finally
        {
            way.Leave();
        }

        if (unused is not null)
        {
            await CloseTapAsync(unused, record, new ChannelClosed(Cause: "start refused"), ct);
        }
    }

    ValueTask GlobalAsync(Side from, ReadOnlyMemory<byte> packet, CancellationToken ct)
    {
        var reader = new SshReader(packet.Span[1..]);
        var name = reader.Name();
        var wantReply = reader.Boolean();
        var rule = Policy.For(Item.GlobalRequest, from, name);
        switch (rule.Ruling)
        {
            case Ruling.NoMoreSessions:
                reader.Finish();
                _noMoreSessions = true;
                break;
            case Ruling.Refuse or Ruling.Hop:
                break;
            default:
                throw new InvalidOperationException("no global request is relayed");
        }

        if (wantReply)
        {
            To(from).Post(rule.Ruling == Ruling.NoMoreSessions ? Packets.RequestSuccess : Packets.RequestFailure);
        }

        return RefusedAsync(rule, name, What.OfGlobalRequest(name, reader.Rest), ct);
    }

    ValueTask GlobalAnswer(Side from)
    {
        (from == Side.Client ? _clientLife : _targetLife).Answered();
        return ValueTask.CompletedTask;
    }
}
