using System.Net;
using System.Net.Sockets;
using AccessAudit.Gateway.Admission;
using AccessAudit.Gateway.Ssh.Authentication;
using AccessAudit.Gateway.Ssh.Keys;
using AccessAudit.Gateway.Ssh.Relay;
using AccessAudit.Gateway.Ssh.Transport;
using AccessAudit.Gateway.Ssh.Wire;
using AccessAudit.Sessions;
using Microsoft.Extensions.Logging;

namespace AccessAudit.Gateway.Ssh.Server;

/// <summary>What every connection of one listener shares.</summary>
sealed record SshHouse(
    ISessionDoor Door, TargetDialer Dialer, PrivateKey HostKey, SshServerOptions Options, TimeProvider Time,
    ILogger Log);

/// <summary>One technician's connection: handshake, the door, the relay, the end.</summary>
static class SshConnection
{
    /// <summary>Runs until the connection is over; never throws. <paramref name="startup"/> is given back once it is
    /// known who comes.</summary>
    public static async Task RunAsync(
        Socket socket, long number, IDisposable startup, SshHouse house, CancellationToken shutdown)
    {
        try
        {
            using (startup)
            {
                var source = (IPEndPoint)socket.RemoteEndPoint!;
                await using var port = await AcceptAsync(socket, number, house, shutdown);
                if (port is null)
                {
                    return;
                }

                var authority = new TechnicianAuthority(
                    house.Door, house.Dialer, AddressOf(source), house.Time, house.Log);
                var cause = SessionEnd.User;
                try
                {
                    var result = await ServerAuthentication.RunAsync(
                        port, authority,
                        new() { Budget = house.Options.AuthenticationLimit, Time = house.Time }, shutdown);
                    startup.Dispose();
                    if (result is AuthenticationResult.Succeeded && authority.Admitted is { } admitted)
                    {
                        cause = await RelayAsync(number, port, admitted, house, shutdown);
                    }
                    else
                    {
                        SshServerLog.NotLetIn(house.Log, number);
                    }
                }
                finally
                {
                    await EndAsync(authority.Admitted, cause);
                }
            }
        }
        catch (OperationCanceledException) when (shutdown.IsCancellationRequested)
        {
            // The gateway stops while someone is at the door.
        }
        catch (Exception e)
        {
            SshServerLog.Failed(house.Log, number, e);
        }
        finally
        {
            socket.Dispose();
        }
    }

    static async Task<SshTransport?> AcceptAsync(
        Socket socket, long number, SshHouse house, CancellationToken shutdown)
    {
        using var limit = new CancellationTokenSource(house.Options.KeyExchangeLimit, house.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(shutdown, limit.Token);
        try
        {
            return await SshTransport.AcceptAsync(
                new NetworkStream(socket, ownsSocket: true), new() { HostKeys = [house.HostKey], Time = house.Time },
                both.Token);
        }
        catch (Exception e) when (e is SshProtocolException or IOException or OperationCanceledException)
        {
            SshServerLog.NoHandshake(house.Log, number);
            return null;
        }
    }

    static async Task<SessionEnd> RelayAsync(
        long number, SshTransport port, Admitted admitted, SshHouse house, CancellationToken shutdown)
    {
        SshServerLog.Relays(house.Log, number, admitted.Live.Id);
        using var relay = new ConnectionRelay(admitted.Live, port, admitted.Target, new() { Time = house.Time });
        var end = await relay.RunAsync(shutdown);
        SshServerLog.Ended(house.Log, admitted.Live.Id, end.Cause, end.Detail);
        if (end.Surprise is { } surprise)
        {
            SshServerLog.Failed(house.Log, number, surprise);
        }

        return end.Cause;
    }

    static async Task EndAsync(Admitted? admitted, SessionEnd cause)
    {
        if (admitted is not null)
        {
            await admitted.Target.DisconnectAsync(DisconnectReason.ByApplication, "session ended");
            await admitted.Target.DisposeAsync();
            await admitted.Live.EndAsync(cause, CancellationToken.None);
            await admitted.Live.DisposeAsync();
        }
    }

    static string AddressOf(IPEndPoint peer) =>
        (peer.Address.IsIPv4MappedToIPv6 ? peer.Address.MapToIPv4() : peer.Address).ToString();
}
