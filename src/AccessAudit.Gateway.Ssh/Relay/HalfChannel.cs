using AccessAudit.Gateway.Ssh.Wire;

namespace AccessAudit.Gateway.Ssh.Relay;

/// <summary>One direction of a channel: what one side may still send, and what it has asked (RFC 4254 section
/// 5).</summary>
sealed class HalfChannel
{
    long _window;
    uint _maxPacket;

    /// <summary>This side's requests that wait for an answer of the other side.</summary>
    public ReplyQueue Requests { get; } = new();

    public bool Eof { get; private set; }

    public bool Closed { get; private set; }

    /// <summary>Data bytes that passed.</summary>
    public long Bytes { get; private set; }

    public void Open(uint window, uint maxPacket)
    {
        _window = window;
        _maxPacket = maxPacket;
    }

    /// <summary>The other side takes more.</summary>
    public void Widen(uint bytes)
    {
        _window += bytes;
        if (_window > uint.MaxValue)
        {
            throw new SshProtocolException("a window grew beyond its limit");
        }
    }

    public void Send(int bytes)
    {
        if (Eof || bytes > _maxPacket || bytes > _window)
        {
            throw new SshProtocolException(
                Eof ? "data came after the end of a stream" : "more data came than was granted");
        }

        _window -= bytes;
        Bytes += bytes;
    }

    public void End()
    {
        if (Eof)
        {
            throw new SshProtocolException("a stream ended twice");
        }

        Eof = true;
    }

    public void Close() => Closed = true;
}
