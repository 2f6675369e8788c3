using System.Net;
using System.Net.Sockets;
using AccessAudit.Gateway.Ssh.Authentication;
using AccessAudit.Gateway.Ssh.Keys;
using AccessAudit.Gateway.Ssh.Transport;

namespace AccessAudit.Gateway.Ssh.Tests.Support;

/// <summary>Our server role on a loopback port, with an echo above it; serves one connection at a time.</summary>
sealed class TestGateway : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _stop = new(TimeSpan.FromSeconds(120));
    readonly ServerTransportOptions _options;
    readonly IUserAuthority _authority;
    readonly ServerAuthenticationOptions _authentication;
    readonly Task _serving;
    volatile bool _stopping;

    public TestGateway(
        ServerTransportOptions options, IUserAuthority authority, ServerAuthenticationOptions? authentication = null)
    {
        _options = options;
        _authority = authority;
        _authentication = authentication ?? new();
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public AuthenticationResult? LastResult { get; private set; }

    public AlgorithmsInUse? LastAlgorithms { get; private set; }

    public int LastKeyExchanges { get; private set; }

    public string? LastEnd { get; private set; }

    public static ServerTransportOptions Options(PrivateKey hostKey) => new() { HostKeys = [hostKey] };

    /// <summary>Ends serving, so that what is told about the last connection is complete.</summary>
    public async Task StopAsync()
    {
        _stopping = true;
        _listener.Stop();
        await _serving;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await StopAsync();
        _stop.Dispose();
        _listener.Dispose();
    }

    async Task ServeAsync()
    {
        while (!_stopping)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                client.NoDelay = true;
                await ServeOneAsync(client.GetStream());
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException || _stopping)
            {
                return;
            }
            catch (Exception e)
            {
                LastEnd = e.Message;
            }
        }
    }

    async Task ServeOneAsync(Stream stream)
    {
        await using var transport = await SshTransport.AcceptAsync(stream, _options, _stop.Token);
        LastAlgorithms = transport.Algorithms;
        LastResult = await ServerAuthentication.RunAsync(transport, _authority, _authentication, _stop.Token);
        if (LastResult is AuthenticationResult.Succeeded)
        {
            await EchoChannel.ServeAsync(transport, _stop.Token);
            // The client says goodbye.
            await transport.ReadAsync(_stop.Token);
        }

        LastKeyExchanges = transport.KeyExchanges;
        LastEnd = transport.EndReason;
    }
}
