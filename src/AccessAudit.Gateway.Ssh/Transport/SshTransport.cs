// The transport layer of SSH-2 (RFC 4253) in both roles over any duplex stream.
//
// Locks. The read turn is held by whoever takes packets from the stream: the reader, or a writer that waits for new
// keys (it must read on, or two legs that exchange keys at the same time would wait for each other for ever; payloads it
// meets are set aside for the reader). The write turn is held by whoever seals or flushes. The read turn is always taken
// before the write turn. An exchange begins and ends under the write turn.
using System.Buffers;
using System.Runtime.CompilerServices;
using AccessAudit.Gateway.Ssh.Transport.Exchange;
using AccessAudit.Gateway.Ssh.Wire;

namespace AccessAudit.Gateway.Ssh.Transport;

/// <summary>Our end of one SSH connection.</summary>
sealed partial class SshTransport : IPacketPort
{
    /// <summary>
    /// What a peer may still send before it reads our KEXINIT: more than socket buffers and channel windows hold, less
    /// than would hurt.
    /// </summary>
    const long MaxInFlight = 32 * 1024 * 1024;

    const int MaxPacketAfterAuthentication = 256 * 1024;
    static readonly TimeSpan FarewellLimit = TimeSpan.FromMilliseconds(500);

    readonly Stream _stream;
    readonly TransportOptions _options;
    readonly PacketReader _reader;
    readonly PacketWriter _writer;
    readonly SemaphoreSlim _readTurn = new(1);
    readonly SemaphoreSlim _writeTurn = new(1);
    readonly Queue<ArraySegment<byte>> _aside = new();
    ArraySegment<byte> _asideLent;
    bool _payloadLent;
    bool _authenticated;
    int _budget;
    string? _endReason;
    bool _disposed;

    SshTransport(Stream stream, TransportOptions options, bool isServer)
    {
        _isServer = isServer;
        _stream = stream;
        _options = options;
        _reader = new(stream);
        _writer = new(stream);
        _budget = options.PreAuthenticationBudget;
    }

    public ReadOnlyMemory<byte> SessionId => _sessionId;

    /// <summary>What the last key exchange agreed on.</summary>
    public AlgorithmsInUse Algorithms { get; private set; } = null!;

    /// <summary>The identification line of the peer: printable ASCII, at most 253 characters.</summary>
    public string PeerVersion { get; private set; } = "";

    /// <summary>The peer's server-sig-algs (RFC 8308 section 3.1); empty when it has not said.</summary>
    public IReadOnlyList<string> PeerSignatureAlgorithms { get; private set; } = [];

    public string? EndReason => Volatile.Read(ref _endReason);

    /// <summary>How often keys have been agreed, the first time included.</summary>
    public int KeyExchanges { get; private set; }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken ct)
    {
        while (true)
        {
            // Let go of after each packet: the turn goes to a writer waiting for new keys, which looks whether they came.
            await _readTurn.WaitAsync(ct);
            try
            {
                Unlend();
                if (_aside.TryDequeue(out var set))
                {
                    _asideLent = set;
                    return set.AsMemory();
                }

                var payload = await PumpSafelyAsync(ct);
                if (EndReason is not null)
                {
                    return null;
                }

                if (!payload.IsEmpty)
                {
                    _payloadLent = true;
                    return payload;
                }
            }
            finally
            {
                _readTurn.Release();
            }
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> payload, CancellationToken ct)
    {
        while (true)
        {
            RunningExchange running;
            await _writeTurn.WaitAsync(ct);
            try
            {
                ThrowIfEnded();
                if (_exchange is null && KeysAreWorn(_writer.BytesSinceKeys, _writer.PacketsSinceKeys))
                {
                    Begin();
                    await FlushOrEndAsync(ct);
                }

                if (_exchange is null)
                {
                    await AppendAsync(payload, ct);
                    return;
                }

                running = _exchange;
            }
            finally
            {
                _writeTurn.Release();
            }

            await DriveExchangeAsync(running, ct);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask FlushAsync(CancellationToken ct)
    {
        await _writeTurn.WaitAsync(ct);
        try
        {
            ThrowIfEnded();
            await FlushOrEndAsync(ct);
        }
        finally
        {
            _writeTurn.Release();
        }
    }

    public async ValueTask DisconnectAsync(DisconnectReason reason, string message)
    {
        if (End(message))
        {
            await FarewellAsync(reason, message);
        }
    }

    /// <summary>
    /// Lifts the limits of strangers: larger packets, no budget. To be called by user authentication at success.
    /// </summary>
    public void MarkAuthenticated()
    {
        _authenticated = true;
        _reader.MaxPacket = MaxPacketAfterAuthentication;
    }

    /// <summary>
    /// Closes without farewell (call <see cref="DisconnectAsync"/> first) and gives the buffers back. A payload read
    /// before is no longer valid.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        End("closed");
        await CloseStreamAsync();
        // Buffers still in use by a stuck call are left to the garbage collector.
        if (await _readTurn.WaitAsync(FarewellLimit))
        {
            if (await _writeTurn.WaitAsync(FarewellLimit))
            {
                if (!_disposed)
                {
                    _disposed = true;
                    Unlend();
                    _reader.Dispose();
                    _writer.Dispose();
                    _exchange?.Dispose();
                }

                _writeTurn.Release();
            }

            _readTurn.Release();
        }
    }

    // Bounded far below the 2^31 packets at which strict peers give up and GCM counters repeat.
    bool KeysAreWorn(long bytes, long packets) =>
        bytes >= _options.RekeyBytes || packets >= 1L << 30
        || _options.Time.GetElapsedTime(_keysSince) >= _options.RekeyAfter;

    async ValueTask AppendAsync(ReadOnlyMemory<byte> payload, CancellationToken ct)
    {
        if (!_writer.TryAppend(payload.Span))
        {
            await FlushOrEndAsync(ct);
            _writer.TryAppend(payload.Span);
        }
    }

    async ValueTask FlushOrEndAsync(CancellationToken ct)
    {
        try
        {
            await _writer.FlushAsync(ct);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Half a packet may be out: nothing sensible can follow it.
            End("the connection was lost while sending");
            await CloseStreamAsync();
            if (e is OperationCanceledException)
            {
                throw;
            }

            throw new SshEndedException(EndReason!, e);
        }
    }

    /// <summary>Reads on until the exchange is over, at most to its time limit. Holds no turn at the start.</summary>
    async ValueTask DriveExchangeAsync(RunningExchange running, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(_options.RekeyLimit);
        try
        {
            if (!await EnterReadUnlessOverAsync(running, limit.Token))
            {
                return;
            }

            try
            {
                if (_exchange != running || EndReason is not null)
                {
                    return;
                }

                if (_payloadLent)
                {
                    _reader.KeepLent();
                }

                var payload = await PumpSafelyAsync(limit.Token);
                if (!payload.IsEmpty)
                {
                    var copy = ArrayPool<byte>.Shared.Rent(payload.Length);
                    payload.CopyTo(copy);
                    _aside.Enqueue(new(copy, 0, payload.Length));
                }
            }
            finally
            {
                _readTurn.Release();
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            const string Why = "the peer did not finish the key exchange in time";
            await DisconnectAsync(DisconnectReason.KeyExchangeFailed, Why);
            throw new SshEndedException(Why);
        }
    }

    /// <summary>
    /// The read turn, or false once the exchange is over. The reader may have finished it, and now wait with the turn in
    /// hand for a peer that itself waits for what we want to write.
    /// </summary>
    async ValueTask<bool> EnterReadUnlessOverAsync(RunningExchange running, CancellationToken ct)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var turn = _readTurn.WaitAsync(waiting.Token);
        if (await Task.WhenAny(turn, running.Over) != turn)
        {
            await waiting.CancelAsync();
        }

        try
        {
            await turn;
            return true;
        }
        catch (OperationCanceledException) when (running.Over.IsCompleted && !ct.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>One packet; breaches and lost streams become the end of the connection.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    async ValueTask<ReadOnlyMemory<byte>> PumpSafelyAsync(CancellationToken ct)
    {
        if (EndReason is not null)
        {
            return default;
        }

        try
        {
            return await PumpAsync(ct);
        }
        catch (SshProtocolException e)
        {
            await DisconnectAsync(e.Reason, e.Message);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            End("the connection was lost");
            await CloseStreamAsync();
        }
        catch (OperationCanceledException) when (EndReason is not null && !ct.IsCancellationRequested)
        {
            // Some streams answer a pending read so when they are closed.
        }

        return default;
    }

    /// <summary>
    /// Takes one packet from the stream, which must be under the read turn. Empty when it was handled inside.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    async ValueTask<ReadOnlyMemory<byte>> PumpAsync(CancellationToken ct)
    {
        Memory<byte> payload;
        while (!_reader.TryTake(out payload))
        {
            if (!await _reader.FillAsync(ct))
            {
                throw new SshEndedException(Ended("the peer closed the connection"));
            }
        }

        if (!await DispatchAsync(payload, ct))
        {
            return default;
        }

        if (_exchange is null && KeysAreWorn(_reader.BytesSinceKeys, _reader.PacketsSinceKeys))
        {
            await _writeTurn.WaitAsync(ct);
            try
            {
                Begin();
                await FlushOrEndAsync(ct);
            }
            finally
            {
                _writeTurn.Release();
            }
        }

        return payload;
    }

    void Unlend()
    {
        _payloadLent = false;
        _reader.ReturnLent();
        if (_asideLent.Array is { } array)
        {
            ArrayPool<byte>.Shared.Return(array, clearArray: true);
            _asideLent = default;
        }
    }

    void ThrowIfEnded()
    {
        if (EndReason is { } why)
        {
            throw new SshEndedException(why);
        }
    }

    // The first reason stays.
    bool End(string why) => Interlocked.CompareExchange(ref _endReason, why, null) is null;

    string Ended(string why)
    {
        End(why);
        return why;
    }

    async ValueTask FarewellAsync(DisconnectReason reason, string message)
    {
        using var limit = new CancellationTokenSource(FarewellLimit);
        try
        {
            await _writeTurn.WaitAsync(limit.Token);
            try
            {
                var farewell = new SshWriter(Message.Disconnect).UInt32((uint)reason).Text(message).Text("");
                if (!_writer.TryAppend(farewell.Span))
                {
                    await _writer.FlushAsync(limit.Token);
                    _writer.TryAppend(farewell.Span);
                }

                await _writer.FlushAsync(limit.Token);
            }
            finally
            {
                _writeTurn.Release();
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Best effort: a peer that does not listen is not told.
        }

        await CloseStreamAsync();
    }

    async ValueTask CloseStreamAsync()
    {
        try
        {
            await _stream.DisposeAsync();
        }
        catch (IOException)
        {
            // Closing is all that was wanted.
        }
    }
}
