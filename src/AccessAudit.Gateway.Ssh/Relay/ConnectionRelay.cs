// The relay: connection-layer packets (RFC 4254, numbers 80-127) pass 1:1 between a technician and a target, channel
// numbers and windows included, so flow control stays end to end. A packet waits for nothing but its recorder, its
// journal entry and the other side's socket; a full socket or a key exchange there stops the reading here.
using AccessAudit.Gateway.Admission;
using AccessAudit.Gateway.Recording;
using AccessAudit.Gateway.Ssh.Channels;
using AccessAudit.Gateway.Ssh.Transport;
using AccessAudit.Gateway.Ssh.Wire;
using AccessAudit.Sessions;
using AccessAudit.State;

namespace AccessAudit.Gateway.Ssh.Relay;

/// <summary>
/// One session's relay, both ports authenticated, from the told success to the end of both legs. Owns neither the ports
/// nor the session.
/// </summary>
sealed partial class ConnectionRelay : IDisposable
{
    // With the 500 ms of a disconnect these stay within the second that a cut may take.
    static readonly TimeSpan StopPumps = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan TellTerminals = TimeSpan.FromMilliseconds(150);
    static readonly TimeSpan FlushLast = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan CloseTaps = TimeSpan.FromSeconds(5);

    readonly ILiveSession _live;
    readonly RelayOptions _options;
    readonly Leg _client;
    readonly Leg _target;
    readonly ChannelTable _channels = new();
    readonly Refusals _refusals;
    readonly Liveness _clientLife;
    readonly Liveness _targetLife;
    bool _noMoreSessions;
    uint _lastRecord;

    public ConnectionRelay(ILiveSession live, IPacketPort client, IPacketPort target, RelayOptions options)
    {
        _live = live;
        _options = options;
        _client = new(client);
        _target = new(target);
        _refusals = new(live);
        _clientLife = new(options);
        _targetLife = new(options);
    }

    /// <summary>Relays until one side leaves, breaks a rule or falls silent, the session is cut, or the gateway stops.
    /// </summary>
    public async Task<RelayEnd> RunAsync(CancellationToken shutdown)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(shutdown, _live.Cut);
        var ct = stop.Token;
        Task<RelayEnd>[] work =
        [
            EndOf(PumpAsync(Side.Client, ct), Side.Client),
            EndOf(PumpAsync(Side.Target, ct), Side.Target),
            EndOf(_client.RunPostsAsync(ct), Side.Client),
            EndOf(_target.RunPostsAsync(ct), Side.Target),
            EndOf(_clientLife.WatchAsync(_client, ct), Side.Client),
            EndOf(_targetLife.WatchAsync(_target, ct), Side.Target),
            EndOf(AnnounceCloseAsync(ct), Side.Client),
        ];
        var end = await await Task.WhenAny(work);
        end = _live.Cut.IsCancellationRequested ? Cut() : shutdown.IsCancellationRequested ? Drained() : end;
        await stop.CancelAsync();
        // A writer that ignores its cancellation must not keep the legs open.
        await Task.WhenAny(Task.WhenAll(work), Task.Delay(StopPumps, CancellationToken.None));
        await CloseLegsAsync(end);
        await Task.WhenAll(work);
        await CloseChannelsAsync(end);
        return end;
    }

    public void Dispose()
    {
        _client.Dispose();
        _target.Dispose();
    }

    Leg To(Side side) => side == Side.Client ? _client : _target;

    async Task PumpAsync(Side from, CancellationToken ct)
    {
        var source = To(from).Port;
        var way = To(from.Other());
        var life = from == Side.Client ? _clientLife : _targetLife;
        while (await source.ReadAfterFlushAsync(way.Port, ct) is { } packet)
        {
            life.Heard();
            await HandleAsync(from, packet, ct);
        }
    }

    /// <summary>Turns the end of one task into the reason why the session ends.</summary>
    async Task<RelayEnd> EndOf(Task work, Side side)
    {
        try
        {
            await work;
            return Left(side);
        }
        catch (OperationCanceledException)
        {
            return _live.Cut.IsCancellationRequested ? Cut() : Drained();
        }
        catch (SshProtocolException e)
        {
            // Reading is done by the pump of the side that spoke, so the guilty one is known.
            return new(
                side == Side.Client ? SessionEnd.Error : SessionEnd.Target,
                RelayTexts.ProtocolBroken(side, e.Message, _live.Locale), e.Reason,
                $"{side} broke the protocol: {e.Message}");
        }
        catch (SshEndedException)
        {
            return Left(_client.Port.EndReason is not null ? Side.Client : Side.Target);
        }
        catch (SilentPeerException)
        {
            return new(
                side == Side.Client ? SessionEnd.User : SessionEnd.Target,
                RelayTexts.Silent(side, _live.Locale), DisconnectReason.ConnectionLost, $"{side} is silent");
        }
        catch (RecordingFailedException)
        {
            return new(
                SessionEnd.RecordingFailed, RelayTexts.GatewayFailed(_live.Locale), DisconnectReason.ByApplication,
                "the recording failed");
        }
        catch (Exception e) when (e is StoreUnavailableException or StoreConflictException)
        {
            return new(
                SessionEnd.LedgerUnavailable, RelayTexts.GatewayFailed(_live.Locale), DisconnectReason.ByApplication,
                "a fact could not be journalled");
        }
        catch (Exception e)
        {
            // Fail closed: what is not understood may have passed unrecorded.
            return new(
                SessionEnd.Error, RelayTexts.GatewayFailed(_live.Locale), DisconnectReason.ByApplication, "a surprise")
            {
                Surprise = e,
            };
        }
    }

    RelayEnd Left(Side side) => side == Side.Client
        ? new(SessionEnd.User, RelayTexts.Ended(_live.Locale), DisconnectReason.ByApplication, "the client left")
        : new(
            SessionEnd.Target, RelayTexts.TargetLeft(_target.Port.EndReason, _live.Locale),
            DisconnectReason.ByApplication, "the target left");

    RelayEnd Cut() => new(_live.CutReason, _live.CutText, DisconnectReason.ByApplication, "cut");

    RelayEnd Drained() => new(
        SessionEnd.Drain, RelayTexts.Draining(_live.Locale), DisconnectReason.ByApplication, "the gateway stops");

    async Task CloseLegsAsync(RelayEnd end)
    {
        if (end.Cause is not (SessionEnd.User or SessionEnd.Target))
        {
            using var limit = new CancellationTokenSource(TellTerminals);
            await QuietlyAsync(TellNowAsync(end.Text, limit.Token));
        }

        // What the target said last belongs to the technician, if they still read.
        using var last = new CancellationTokenSource(FlushLast);
        await QuietlyAsync(_client.Port.FlushAsync(last.Token));
        await Task.WhenAll(
            _client.Port.DisconnectAsync(end.Reason, PlainText.Of(end.Text)).AsTask(),
            _target.Port.DisconnectAsync(DisconnectReason.ByApplication, "session ended").AsTask());
    }

    async Task CloseChannelsAsync(RelayEnd end)
    {
        using var limit = new CancellationTokenSource(CloseTaps);
        foreach (var channel in _channels.All)
        {
            try
            {
                await FinishAsync(channel, end.Detail, limit.Token);
            }
            catch (Exception e) when (
                e is RecordingFailedException or OperationCanceledException or InvalidOperationException)
            {
                // The recording is over; the session's end says why.
            }
        }

        await _refusals.SumUpAsync(limit.Token);
    }

    static async Task QuietlyAsync(ValueTask last)
    {
        try
        {
            await last;
        }
        catch (Exception e) when (e is SshEndedException or OperationCanceledException or RecordingFailedException)
        {
            // The peer has gone, or does not read; or the recording has: the end itself says so.
        }
    }
}
