using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using AccessAudit.Gateway.Admission;
using AccessAudit.Gateway.Ssh.Keys;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AccessAudit.Gateway.Ssh.Server;

/// <summary>
/// Accepts technicians. A host that cannot bind, or has no host key, does not start. At its stop every session is told,
/// and ended with <c>drain</c>.
/// </summary>
public sealed class SshListener : IHostedService, IDisposable
{
    static readonly TimeSpan AfterFailedAccept = TimeSpan.FromMilliseconds(200);

    readonly ISessionDoor _door;
    readonly SshServerOptions _options;
    readonly TimeProvider _time;
    readonly ILogger<SshListener> _log;
    readonly StartupLimit _startups;
    readonly CancellationTokenSource _stop = new();
    readonly ConcurrentDictionary<long, Task> _connections = new();
    readonly List<Socket> _sockets = [];
    readonly List<Task> _loops = [];
    PrivateKey? _hostKey;
    long _lastNumber;

    public SshListener(ISessionDoor door, SshServerOptions options, TimeProvider time, ILogger<SshListener> log)
    {
        _door = door;
        _options = options;
        _time = time;
        _log = log;
        _startups = new(options);
    }

    /// <summary>Where it listens, once started.</summary>
    public IReadOnlyList<IPEndPoint> Endpoints { get; private set; } = [];

    /// <summary>The host key as a <c>known_hosts</c> key part, once started.</summary>
    public string HostKeyLine => _hostKey?.PublicKey.ToLine() ?? throw new InvalidOperationException("Not started.");

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var addresses = _options.Check();
        _hostKey = HostKeyFile.LoadOrCreate(_options.HostKeyFile);
        foreach (var address in addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            _sockets.Add(socket);
            socket.Bind(new IPEndPoint(address, _options.Port));
            socket.Listen(128);
        }

        Endpoints = [.. _sockets.Select(socket => (IPEndPoint)socket.LocalEndPoint!)];
        var house = new SshHouse(_door, new(_options, _time), _hostKey, _options, _time, _log);
        foreach (var socket in _sockets)
        {
            SshServerLog.Listens(_log, socket.LocalEndPoint!, _hostKey.PublicKey.Fingerprint);
            _loops.Add(AcceptAsync(socket, house));
        }

        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        _sockets.ForEach(socket => socket.Dispose());
        await Task.WhenAll(_loops).WaitAsync(cancellationToken);
        await Task.WhenAll(_connections.Values).WaitAsync(cancellationToken);
    }

    public void Dispose()
    {
        _sockets.ForEach(socket => socket.Dispose());
        _hostKey?.Dispose();
        _stop.Dispose();
    }

    async Task AcceptAsync(Socket listener, SshHouse house)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Begin(await listener.AcceptAsync(_stop.Token), house);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e)
            {
                // Out of descriptors, or a peer that left already: the next one may fare better, a little later.
                SshServerLog.AcceptFailed(_log, e.SocketErrorCode);
                await Task.Delay(AfterFailedAccept, _time, CancellationToken.None);
            }
        }
    }

    void Begin(Socket socket, SshHouse house)
    {
        if (socket.RemoteEndPoint is not IPEndPoint peer || _startups.TryEnter(peer.Address) is not { } startup)
        {
            SshServerLog.Dropped(_log);
            socket.Dispose();
            return;
        }

        socket.NoDelay = true;
        var number = Interlocked.Increment(ref _lastNumber);
        // Its own task: a slow handshake of one must not keep the next from being accepted.
        var connection = Task.Run(() => SshConnection.RunAsync(socket, number, startup, house, _stop.Token));
        _connections[number] = connection;
        _ = connection.ContinueWith(
            _ => _connections.TryRemove(number, out Task? _), CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
