using AccessAudit.Gateway.Ssh.Wire;

namespace AccessAudit.Gateway.Ssh.Relay;

/// <summary>
/// The channels of one connection by either number. Both pumps use it: every read and change of a channel happens under
/// <see cref="Gate"/>, which is never held across a wait.
/// </summary>
sealed class ChannelTable
{
    /// <summary>As OpenSSH's MaxSessions.</summary>
    public const int MostOpen = 10;

    // At most ten entries: a walk is as fast as a hash, and orders what is told at the end.
    readonly List<RelayChannel> _channels = [];

    public Lock Gate { get; } = new();

    /// <summary>All that are not yet closed by both sides.</summary>
    public RelayChannel[] All
    {
        get
        {
            lock (Gate)
            {
                return [.. _channels];
            }
        }
    }

    /// <summary>Adds a channel that the client opens; null when there are too many.</summary>
    public RelayChannel? TryAdd(uint clientNumber, string type)
    {
        if (_channels.Exists(channel => channel.ClientNumber == clientNumber))
        {
            throw new SshProtocolException("a channel number is used twice");
        }

        if (_channels.Count >= MostOpen)
        {
            return null;
        }

        var added = new RelayChannel(clientNumber, type);
        _channels.Add(added);
        return added;
    }

    /// <summary>The channel that <paramref name="from"/> addresses by this number and may use.</summary>
    public RelayChannel Of(Side from, uint number)
    {
        foreach (var channel in _channels)
        {
            if (from == Side.Client ? channel.IsOpen && channel.TargetNumber == number : channel.ClientNumber == number)
            {
                return channel.UsableBy(from);
            }
        }

        throw new SshProtocolException("a message came for an unknown channel");
    }

    /// <summary>The channel whose opening the target answers.</summary>
    public RelayChannel Opening(uint clientNumber) =>
        _channels.Find(channel => channel.ClientNumber == clientNumber && !channel.IsOpen)
        ?? throw new SshProtocolException("an open was answered that nobody asked for");

    public void Confirm(RelayChannel channel, uint targetNumber, uint window, uint maxPacket)
    {
        if (_channels.Exists(other => other.IsOpen && other.TargetNumber == targetNumber))
        {
            throw new SshProtocolException("a channel number is used twice");
        }

        channel.Confirm(targetNumber, window, maxPacket);
    }

    public void Remove(RelayChannel channel) => _channels.Remove(channel);
}
