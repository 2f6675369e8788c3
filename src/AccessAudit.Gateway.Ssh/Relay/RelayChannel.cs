using AccessAudit.Gateway.Ssh.Channels;
using AccessAudit.Gateway.Ssh.Wire;

namespace AccessAudit.Gateway.Ssh.Relay;

/// <summary>
/// One session channel that the client has opened. Its two numbers pass through unchanged: each side addresses it by
/// the number that the other side chose. Guarded by the lock of the <see cref="ChannelTable"/>.
/// </summary>
sealed class RelayChannel(uint clientNumber, string type)
{
    /// <summary>Of the client's window, kept for texts of the gateway, so that they can never overrun it.</summary>
    public const int Reserve = 4 * 1024;
    const int SmallestWindowWithReserve = 4 * Reserve;

    int _reserve;
    int _injected;
    bool _finished;

    public uint ClientNumber { get; } = clientNumber;

    public string Type { get; } = type;

    /// <summary>Known, and <see cref="IsOpen"/>, from the target's confirmation on.</summary>
    public uint TargetNumber { get; private set; }

    public bool IsOpen { get; private set; }

    public HalfChannel FromClient { get; } = new();

    public HalfChannel FromTarget { get; } = new();

    public ChannelProgram Program { get; } = new();

    public bool IsOver => FromClient.Closed && FromTarget.Closed;

    public HalfChannel this[Side from] => from == Side.Client ? FromClient : FromTarget;

    /// <summary>How <paramref name="reader"/> is addressed.</summary>
    public uint NumberAt(Side reader) => reader == Side.Client ? ClientNumber : TargetNumber;

    /// <summary>The client offers its window; returns what the target is told of it.</summary>
    public uint Offer(uint window, uint maxPacket)
    {
        _reserve = window >= SmallestWindowWithReserve ? Reserve : 0;
        FromTarget.Open(window - (uint)_reserve, maxPacket);
        return window - (uint)_reserve;
    }

    public void Confirm(uint targetNumber, uint window, uint maxPacket)
    {
        TargetNumber = targetNumber;
        FromClient.Open(window, maxPacket);
        IsOpen = true;
    }

    /// <summary>The channel as <paramref name="from"/> may use it now; anything else is a protocol error.</summary>
    public RelayChannel UsableBy(Side from) =>
        IsOpen && !this[from].Closed
            ? this
            : throw new SshProtocolException("a message came for a channel that is not open");

    /// <summary>True once, for a channel that was open: then its recording and facts are to be closed.</summary>
    public bool TryFinish()
    {
        var first = IsOpen && !_finished;
        _finished = true;
        return first;
    }

    /// <summary>Whether a text of the gateway of this size may go to the client's terminal now; if so, it is accounted
    /// for.
    /// </summary>
    public bool TryInject(int bytes)
    {
        if (!IsOpen || !Program.HasTerminal || !Program.Runs || FromTarget.Eof || FromTarget.Closed || bytes > _reserve)
        {
            return false;
        }

        _reserve -= bytes;
        _injected += bytes;
        return true;
    }

    /// <summary>
    /// The client has read and widens its window: what it read of our own texts refills the reserve, the rest is the
    /// target's. Returns that rest.
    /// </summary>
    public uint Refill(uint bytes)
    {
        var ours = (int)Math.Min(bytes, (uint)_injected);
        _injected -= ours;
        _reserve += ours;
        var rest = bytes - (uint)ours;
        FromTarget.Widen(rest);
        return rest;
    }
}
