using System.Buffers.Binary;
using AccessAudit.Gateway.Ssh.Channels;
using AccessAudit.Gateway.Ssh.Wire;
using AccessAudit.Sealing.Recordings;

namespace AccessAudit.Gateway.Ssh.Relay;

// Requests of channels, RFC 4254 sections 5.4 and 6.2-6.10.
sealed partial class ConnectionRelay
{
    // Nobody has a wider terminal; 0 stays, it means "unknown" (section 6.2).
    const uint MostCells = 1000;

    async ValueTask RequestAsync(Side from, ReadOnlyMemory<byte> packet, CancellationToken ct)
    {
        var reader = new SshReader(packet.Span[1..]);
        var number = reader.UInt32();
        var name = reader.Name();
        var wantReply = reader.Boolean();
        var rest = packet[(1 + reader.Position)..];
        var argument = Policy.LooksAtArgument(name) ? PeerText.Shown(reader.String()) : null;
        var rule = Policy.For(Item.ChannelRequest, from, name, argument);
        RelayChannel channel;
        lock (_channels.Gate)
        {
            channel = _channels.Of(from, number);
        }

        if (rule.Ruling != Ruling.Relay)
        {
            Refuse(from, channel, wantReply);
            await RefusedAsync(rule, name, argument, ct);
            return;
        }

        var start = false;
        switch (name)
        {
            case "shell" or "exec" or "subsystem":
                start = true;
                if (!await StartAsync(channel, name, rest, ct))
                {
                    Refuse(from, channel, wantReply);
                    return;
                }

                break;
            case "pty-req":
                packet = Clamped(packet, rest, PrepareTerminal(channel, rest));
                break;
            case "window-change":
                packet = await ResizeAsync(channel, packet, rest, ct);
                break;
            case "exit-status" or "exit-signal":
                TakeExit(channel, name, rest);
                break;
        }

        await RelayRequestAsync(from, channel, packet, wantReply, start, ct);
    }

    async ValueTask RelayRequestAsync(
        Side from, RelayChannel channel, ReadOnlyMemory<byte> packet, bool wantReply, bool start, CancellationToken ct)
    {
        lock (_channels.Gate)
        {
            if (wantReply)
            {
                channel[from].Requests.Relayed(start);
            }
            else if (start)
            {
                channel.Program.Answered(success: true);
            }
        }

        await To(from.Other()).SendAsync(packet, ct);
    }

    /// <summary>A failure in its turn, if an answer is wanted: at once when nothing is before it.</summary>
    void Refuse(Side from, RelayChannel channel, bool wantReply)
    {
        if (!wantReply)
        {
            return;
        }

        lock (_channels.Gate)
        {
            if (!channel[from].Requests.Refused())
            {
                return;
            }
        }

        To(from).Post(Packets.ChannelFailure(channel.NumberAt(from)), () =>
        {
            lock (_channels.Gate)
            {
                return !channel[from.Other()].Closed;
            }
        });
    }

    // pty-req: string term, u32 columns, u32 rows, u32 width, u32 height, string modes. Returns where the columns
    // stand.
    int PrepareTerminal(RelayChannel channel, ReadOnlyMemory<byte> rest)
    {
        var reader = new SshReader(rest.Span);
        var term = PeerText.Shown(reader.String(), 64);
        var at = reader.Position;
        var columns = Math.Min(reader.UInt32(), MostCells);
        var rows = Math.Min(reader.UInt32(), MostCells);
        reader.UInt64();
        reader.String();
        reader.Finish();
        lock (_channels.Gate)
        {
            if (channel.Program.MayStart)
            {
                channel.Program.Prepare(new(term, columns, rows));
            }
        }

        return at;
    }

    async ValueTask<ReadOnlyMemory<byte>> ResizeAsync(
        RelayChannel channel, ReadOnlyMemory<byte> packet, ReadOnlyMemory<byte> rest, CancellationToken ct)
    {
        var reader = new SshReader(rest.Span);
        var columns = Math.Min(reader.UInt32(), MostCells);
        var rows = Math.Min(reader.UInt32(), MostCells);
        reader.UInt64();
        reader.Finish();
        if (channel.Program is { HasTerminal: true, MayStart: false })
        {
            await _live.Recorder.WriteAsync(
                RecordKind.Resize, channel.Program.Record, new TerminalSize(columns, rows).ToBytes(), ct);
        }

        return Clamped(packet, rest, 0);
    }

    static ReadOnlyMemory<byte> Clamped(ReadOnlyMemory<byte> packet, ReadOnlyMemory<byte> rest, int at)
    {
        var cells = rest.Span[at..];
        if (BinaryPrimitives.ReadUInt32BigEndian(cells) <= MostCells
            && BinaryPrimitives.ReadUInt32BigEndian(cells[4..]) <= MostCells)
        {
            return packet;
        }

        var clamped = packet.ToArray();
        for (var i = clamped.Length - rest.Length + at; i < clamped.Length - rest.Length + at + 8; i += 4)
        {
            var cell = clamped.AsSpan(i);
            BinaryPrimitives.WriteUInt32BigEndian(
                cell, Math.Min(BinaryPrimitives.ReadUInt32BigEndian(cell), MostCells));
        }

        return clamped;
    }

    void TakeExit(RelayChannel channel, string name, ReadOnlyMemory<byte> rest)
    {
        var reader = new SshReader(rest.Span);
        uint? status = null;
        string? signal = null;
        if (name == "exit-status")
        {
            status = reader.UInt32();
        }
        else
        {
            signal = PeerText.Shown(reader.String(), 32);
        }

        lock (_channels.Gate)
        {
            // Who says it twice has already been believed once.
            if (!channel.Program.Ended)
            {
                channel.Program.ExitStatus = status;
                channel.Program.ExitSignal = signal;
            }
        }
    }
}
