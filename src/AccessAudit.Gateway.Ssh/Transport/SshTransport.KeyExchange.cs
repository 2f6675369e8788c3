using AccessAudit.Gateway.Ssh.Keys;
using AccessAudit.Gateway.Ssh.Transport.Exchange;
using AccessAudit.Gateway.Ssh.Wire;

namespace AccessAudit.Gateway.Ssh.Transport;

// Key exchange, the first and every later one, in both roles: RFC 4253 sections 7 to 9, RFC 5656 section 4.
sealed partial class SshTransport
{
    readonly bool _isServer;
    RunningExchange? _exchange;
    byte[] _sessionId = [];
    PublicKey? _hostKey;
    long _keysSince;
    bool _strict;
    bool _peerWantsExtInfo;

    /// <summary>Sends our KEXINIT; under the write turn. Nothing of the layer above is sealed until it is over.</summary>
    void Begin()
    {
        if (_exchange is not null || EndReason is not null)
        {
            return;
        }

        var first = KeyExchanges == 0;
        var own = _options switch
        {
            ServerTransportOptions server => KexInit.Create(
                server.KeyExchanges, first ? [KexInit.ExtInfoServer, KexInit.StrictServer] : [],
                [.. server.HostKeys.SelectMany(key => key.PublicKey.Algorithms)], server.Ciphers, server.Macs),
            ClientTransportOptions client => KexInit.Create(
                client.KeyExchanges, first ? [KexInit.ExtInfoClient, KexInit.StrictClient] : [],
                client.HostKeyAlgorithms, client.Ciphers, client.Macs),
            _ => throw new InvalidOperationException("an unknown role"),
        };
        _writer.Append(own.Payload);
        _exchange = new(own, _options.Time.GetTimestamp());
    }

    // Everything here changes state under both turns: the read turn is held, the write turn is taken.
    async ValueTask OnKeyExchangeAsync(ReadOnlyMemory<byte> payload, CancellationToken ct)
    {
        await _writeTurn.WaitAsync(ct);
        try
        {
            var number = payload.Span[0];
            if (number == Message.KexInit)
            {
                OnKexInit(payload.Span);
            }
            else if (_exchange is not { Peer: not null } exchange)
            {
                throw new SshProtocolException($"message {number} without a key exchange");
            }
            else if (exchange.SkipNext && number >= Message.KexEcdhInit)
            {
                exchange.SkipNext = false;
            }
            else if (exchange.NextInbound is null && number == Message.KexEcdhInit && _isServer)
            {
                OnClientValue(exchange, payload.Span);
            }
            else if (exchange.NextInbound is null && number == Message.KexEcdhReply && !_isServer)
            {
                OnServerValue(exchange, payload.Span);
            }
            else if (exchange.NextInbound is not null && number == Message.NewKeys)
            {
                OnNewKeys(exchange, payload.Span);
            }
            else
            {
                throw new SshProtocolException($"message {number} is out of turn in the key exchange");
            }

            await FlushOrEndAsync(ct);
        }
        finally
        {
            _writeTurn.Release();
        }
    }

    void OnKexInit(ReadOnlySpan<byte> payload)
    {
        var first = KeyExchanges == 0;
        if (_exchange?.Peer is not null || (!first && !_authenticated))
        {
            throw new SshProtocolException("a second key exchange was begun out of turn");
        }

        Begin();
        var exchange = _exchange!;
        var peer = KexInit.Parse(payload);
        exchange.Peer = peer;
        if (first)
        {
            _strict = peer.KeyExchanges.Contains(_isServer ? KexInit.StrictClient : KexInit.StrictServer);
            _peerWantsExtInfo = peer.KeyExchanges.Contains(_isServer ? KexInit.ExtInfoClient : KexInit.ExtInfoServer);
        }

        var (client, server) = _isServer ? (peer, exchange.Own) : (exchange.Own, peer);
        exchange.Agreed = Negotiation.Agree(client, server, _strict);
        exchange.SkipNext = peer.GuessFollows && !Negotiation.GuessIsRight(client, server);
        exchange.Agreement = KeyAgreement.Create(exchange.Agreed.KeyExchange);
        if (!_isServer)
        {
            exchange.ClientValue = exchange.Agreement.Start();
            _writer.Append(new SshWriter(Message.KexEcdhInit, 2048).String(exchange.ClientValue).Span);
        }
    }

    void OnClientValue(RunningExchange exchange, ReadOnlySpan<byte> payload)
    {
        var reader = new SshReader(payload[1..]);
        var clientValue = reader.String();
        reader.Finish();
        var (answer, secret) = exchange.Agreement!.Respond(clientValue);
        var algorithm = exchange.Agreed!.HostKey;
        var key = ((ServerTransportOptions)_options).HostKeys.First(k => k.PublicKey.Algorithms.Contains(algorithm));
        var blob = key.PublicKey.Blob.Span;
        var hash = exchange.HashOf(
            PeerVersion, _options.Version, exchange.Peer!, exchange.Own, blob, clientValue, answer, secret);
        _writer.Append(new SshWriter(Message.KexEcdhReply, 4096)
            .String(blob).String(answer).String(key.Sign(algorithm, hash)).Span);
        TakeNewKeys(exchange, secret, hash);
    }

    void OnServerValue(RunningExchange exchange, ReadOnlySpan<byte> payload)
    {
        var reader = new SshReader(payload[1..]);
        var blob = reader.String();
        var answer = reader.String();
        var signature = reader.String();
        reader.Finish();
        var secret = exchange.Agreement!.Finish(answer);
        var hash = exchange.HashOf(
            _options.Version, PeerVersion, exchange.Own, exchange.Peer!, blob, exchange.ClientValue, answer, secret);
        DemandRightHost(exchange.Agreed!.HostKey, blob, signature, hash);
        TakeNewKeys(exchange, secret, hash);
    }

    void DemandRightHost(string algorithm, ReadOnlySpan<byte> blob, ReadOnlySpan<byte> signature, byte[] hash)
    {
        var key = PublicKey.Parse(blob, out var why);
        if (key is null || !key.Verify(algorithm, hash, signature))
        {
            throw new SshProtocolException(
                DisconnectReason.HostKeyNotVerifiable, why ?? "the signature of the host key is wrong");
        }

        var verdict = _hostKey is null || _hostKey.Equals(key)
            ? ((ClientTransportOptions)_options).HostKeyVerdict(new(key, algorithm))
            : HostKeyVerdict.Refuse("the host showed another key than at the start");
        if (!verdict.Accepted)
        {
            throw new SshProtocolException(
                DisconnectReason.HostKeyNotVerifiable, verdict.Why ?? "the host key was refused");
        }

        _hostKey = key;
    }

    void TakeNewKeys(RunningExchange exchange, byte[] secret, byte[] hash)
    {
        var first = _sessionId.Length == 0;
        if (first)
        {
            _sessionId = hash;
        }

        var (toServer, toClient) = exchange.DeriveCiphers(secret, hash, _sessionId);
        _writer.Append([Message.NewKeys]);
        _writer.ChangeCipher(_isServer ? toClient : toServer, _strict);
        exchange.NextInbound = _isServer ? toServer : toClient;
        if (first && _isServer && _peerWantsExtInfo)
        {
            _writer.Append(new SshWriter(Message.ExtInfo).UInt32(1)
                .Text("server-sig-algs").NameList(PublicKey.SignatureAlgorithms).Span);
        }
    }

    void OnNewKeys(RunningExchange exchange, ReadOnlySpan<byte> payload)
    {
        if (payload.Length != 1)
        {
            throw new SshProtocolException("bytes follow the end of a message");
        }

        _reader.ChangeCipher(exchange.NextInbound!, _strict);
        exchange.NextInbound = null;
        Algorithms = exchange.Agreed!;
        exchange.Dispose();
        _keysSince = _options.Time.GetTimestamp();
        KeyExchanges++;
        _exchange = null;
    }
}
