using System.Buffers.Binary;
using AccessAudit.Gateway.Ssh.Channels;
using AccessAudit.Gateway.Ssh.Wire;
using AccessAudit.Journal;

namespace AccessAudit.Gateway.Ssh.Relay;

// Opening of channels, RFC 4254 section 5.1.
sealed partial class ConnectionRelay
{
    // Some clients announce 2^31-1; buffers here must have a bound.
    const uint MostPacket = 64 * 1024;

    async ValueTask OpenAsync(ReadOnlyMemory<byte> packet, CancellationToken ct)
    {
        var reader = new SshReader(packet.Span[1..]);
        var type = reader.Name();
        var at = 1 + reader.Position;
        var sender = reader.UInt32();
        var window = reader.UInt32();
        var maxPacket = Math.Min(reader.UInt32(), MostPacket);
        var rule = Policy.For(Item.ChannelOpen, Side.Client, type);
        if (rule.Ruling != Ruling.Relay)
        {
            var what = What.OfOpen(type, reader.Rest);
            _client.Post(Packets.OpenRefused(
                sender,
                rule.Topic == Topic.ChannelType
                    ? Packets.OpenFailure.UnknownChannelType
                    : Packets.OpenFailure.AdministrativelyProhibited,
                RelayTexts.Refused(rule.Topic ?? Topic.ChannelType, _live.Locale, _options.Address)));
            await RefusedAsync(rule, type, what, ct);
            return;
        }

        reader.Finish();
        if (_noMoreSessions)
        {
            throw new SshProtocolException("a session came after no-more-sessions");
        }

        if (!await _live.StillAllowedAsync(ct))
        {
            await RefuseSessionAsync(
                sender, type, Packets.OpenFailure.AdministrativelyProhibited,
                RelayTexts.NoLongerAllowed(_live.Locale), ct);
            return;
        }

        RelayChannel? channel;
        var told = window;
        lock (_channels.Gate)
        {
            channel = _channels.TryAdd(sender, type);
            told = channel?.Offer(window, maxPacket) ?? 0;
        }

        if (channel is null)
        {
            await RefuseSessionAsync(
                sender, type, Packets.OpenFailure.ResourceShortage, RelayTexts.TooManyChannels(_live.Locale), ct);
            return;
        }

        var open = packet.ToArray();
        BinaryPrimitives.WriteUInt32BigEndian(open.AsSpan(at + 4), told);
        BinaryPrimitives.WriteUInt32BigEndian(open.AsSpan(at + 8), maxPacket);
        await _target.SendAsync(open, ct);
    }

    async ValueTask ConfirmAsync(ReadOnlyMemory<byte> packet, CancellationToken ct)
    {
        var reader = new SshReader(packet.Span[1..]);
        var clientNumber = reader.UInt32();
        var targetNumber = reader.UInt32();
        var window = reader.UInt32();
        var maxPacket = Math.Min(reader.UInt32(), MostPacket);
        reader.Finish();
        RelayChannel channel;
        lock (_channels.Gate)
        {
            channel = _channels.Opening(clientNumber);
            channel.Program.Number(++_lastRecord);
        }

        await _live.NoteAsync(
            "session.channel_opened", FactOutcome.Success,
            Members.Of(("channel", (long)channel.Program.Record), ("type", channel.Type)), Members.None, ct);
        lock (_channels.Gate)
        {
            _channels.Confirm(channel, targetNumber, window, maxPacket);
        }

        var confirmation = packet.ToArray();
        BinaryPrimitives.WriteUInt32BigEndian(confirmation.AsSpan(13), maxPacket);
        await _client.SendAsync(confirmation, ct);
    }

    async ValueTask OpenFailedAsync(ReadOnlyMemory<byte> packet, CancellationToken ct)
    {
        var reader = new SshReader(packet.Span[1..]);
        var clientNumber = reader.UInt32();
        var reason = reader.UInt32();
        var text = PeerText.Shown(reader.String());
        reader.String();
        reader.Finish();
        lock (_channels.Gate)
        {
            _channels.Remove(_channels.Opening(clientNumber));
        }

        await _client.SendAsync(Packets.OpenRefused(clientNumber, (Packets.OpenFailure)reason, text), ct);
    }

    /// <summary>The target opens a channel: no row of the policy lets it.</summary>
    ValueTask RefuseOpenAsync(ReadOnlyMemory<byte> packet, CancellationToken ct)
    {
        var reader = new SshReader(packet.Span[1..]);
        var type = reader.Name();
        var sender = reader.UInt32();
        var rule = Policy.For(Item.ChannelOpen, Side.Target, type);
        if (rule.Ruling != Ruling.Refuse)
        {
            throw new SshProtocolException("the target tried to open a channel into the client's machine");
        }

        _target.Post(Packets.OpenRefused(sender, Packets.OpenFailure.AdministrativelyProhibited, "not served"));
        return RefusedAsync(rule, type, what: null, ct);
    }

    ValueTask RefuseSessionAsync(
        uint sender, string type, Packets.OpenFailure reason, string text, CancellationToken ct)
    {
        _client.Post(Packets.OpenRefused(sender, reason, text));
        var rule = new Rule(
            Item.ChannelOpen, Side.Client, type, Ruling.Refuse,
            Fact: "session.channel_refused", Topic: Topic.ChannelType);
        return RefusedAsync(rule, type, text, ct);
    }

    async ValueTask RefusedAsync(Rule rule, string name, string? what, CancellationToken ct)
    {
        await _refusals.NoteAsync(rule, name, what, ct);
        await RemarkAsync(rule, ct);
    }
}
