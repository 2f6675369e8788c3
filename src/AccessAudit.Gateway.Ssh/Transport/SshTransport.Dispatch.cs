using System.Text;
using AccessAudit.Gateway.Ssh.Wire;

namespace AccessAudit.Gateway.Ssh.Transport;

// What each message number may do in each state. During the first key exchange nothing but that exchange is allowed,
// with strict peers and with others alike: nothing honest is lost, and nothing can be slipped in (Terrapin).
sealed partial class SshTransport
{
    /// <summary>Whether the payload is for the layer above; otherwise it has been dealt with.</summary>
    async ValueTask<bool> DispatchAsync(ReadOnlyMemory<byte> payload, CancellationToken ct)
    {
        var number = payload.Span[0];
        if (number is >= Message.KexInit and < Message.FirstOfUserauth)
        {
            await OnKeyExchangeAsync(payload, ct);
            return false;
        }

        if (number == Message.Disconnect)
        {
            OnDisconnect(payload.Span);
        }

        if (KeyExchanges == 0)
        {
            throw new SshProtocolException($"message {number} is not allowed during the first key exchange");
        }

        Account(number, payload.Length);
        if (number is >= Message.FirstOfUserauth and <= Message.LastOfConnection)
        {
            return true;
        }

        switch (number)
        {
            case Message.Ignore or Message.Debug or Message.Unimplemented:
                return false;
            case Message.ServiceRequest or Message.ServiceAccept when !_authenticated:
                return true;
            case Message.ExtInfo when !_authenticated:
                OnExtInfo(payload.Span);
                return false;
            case Message.ServiceRequest or Message.ServiceAccept or Message.ExtInfo:
                throw new SshProtocolException($"message {number} is not allowed after authentication");
            default:
                await OnUnknownAsync(number, ct);
                return false;
        }
    }

    // While keys are exchanged the peer may send on until our KEXINIT reaches it, but not after its own.
    void Account(byte number, int length)
    {
        if (_exchange is { } exchange)
        {
            exchange.InFlight += length;
            if (exchange.Peer is not null && number >= Message.ServiceRequest)
            {
                throw new SshProtocolException($"message {number} is not allowed during a key exchange");
            }

            if (exchange.InFlight > MaxInFlight)
            {
                throw new SshProtocolException("the peer does not answer our wish for new keys");
            }
        }

        if (!_authenticated && (_budget -= length) < 0)
        {
            throw new SshProtocolException("too much was sent before authentication");
        }
    }

    // RFC 4253 section 11.4 wants an answer to what is not known; strangers get the door.
    async ValueTask OnUnknownAsync(byte number, CancellationToken ct)
    {
        if (!_authenticated)
        {
            throw new SshProtocolException($"message {number} is not known");
        }

        await SendInsideAsync(
            new SshWriter(Message.Unimplemented).UInt32(unchecked(_reader.Sequence - 1)).Memory, ct);
    }

    void OnDisconnect(ReadOnlySpan<byte> payload)
    {
        var reader = new SshReader(payload[1..]);
        var code = reader.UInt32();
        var text = Encoding.UTF8.GetString(reader.String());
        throw new SshEndedException(Ended($"the peer disconnected ({code}): {Printable(text)}"));
    }

    // RFC 8308: either side may send it once after its first NEWKEYS, a server again just before success.
    void OnExtInfo(ReadOnlySpan<byte> payload)
    {
        var reader = new SshReader(payload[1..]);
        for (var left = reader.UInt32(); left > 0; left--)
        {
            var name = reader.String();
            if (name.SequenceEqual("server-sig-algs"u8) && !_isServer)
            {
                PeerSignatureAlgorithms = reader.NameList();
            }
            else
            {
                reader.String();
            }
        }

        reader.Finish();
    }

    async ValueTask SendInsideAsync(ReadOnlyMemory<byte> payload, CancellationToken ct)
    {
        await _writeTurn.WaitAsync(ct);
        try
        {
            await AppendAsync(payload, ct);
            await FlushOrEndAsync(ct);
        }
        finally
        {
            _writeTurn.Release();
        }
    }

    // Ends up on terminals and in logs: no control characters, no direction marks, not endless.
    static string Printable(string text)
    {
        var kept = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (kept.Length >= 200)
            {
                break;
            }

            var category = Rune.GetUnicodeCategory(rune);
            var harmless = category is not (System.Globalization.UnicodeCategory.Control
                or System.Globalization.UnicodeCategory.Format
                or System.Globalization.UnicodeCategory.LineSeparator
                or System.Globalization.UnicodeCategory.ParagraphSeparator);
            kept.Append(harmless ? rune.ToString() : " ");
        }

        return kept.ToString();
    }
}
