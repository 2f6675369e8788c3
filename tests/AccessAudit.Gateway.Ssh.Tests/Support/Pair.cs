using AccessAudit.Gateway.Ssh.Keys;
using AccessAudit.Gateway.Ssh.Transport;
using AccessAudit.Gateway.Ssh.Wire;

namespace AccessAudit.Gateway.Ssh.Tests.Support;

/// <summary>Our client and our server joined in memory, after the first key exchange.</summary>
sealed record Pair(SshTransport Client, SshTransport Server) : IAsyncDisposable
{
    public static readonly PrivateKey HostKey = PrivateKey.GenerateEd25519();

    public static ServerTransportOptions ServerOptions => new() { HostKeys = [HostKey] };

    public static ClientTransportOptions ClientOptions => ClientTransportOptions.Pinned(HostKey.PublicKey);

    public static async Task<Pair> ConnectAsync(
        CancellationToken ct, ClientTransportOptions? client = null, ServerTransportOptions? server = null)
    {
        var (a, b) = DuplexPipe.Create();
        var accepting = SshTransport.AcceptAsync(b, server ?? ServerOptions, ct);
        var connecting = SshTransport.ConnectAsync(a, client ?? ClientOptions, ct);
        return new(await connecting, await accepting);
    }

    /// <summary>As if user authentication had succeeded.</summary>
    public static async Task<Pair> AuthenticatedAsync(
        CancellationToken ct, ClientTransportOptions? client = null, ServerTransportOptions? server = null)
    {
        var pair = await ConnectAsync(ct, client, server);
        // The server's EXT_INFO comes before success, here as in life.
        await pair.Server.WriteAsync(new byte[] { Message.UserauthSuccess }, ct);
        await pair.Server.FlushAsync(ct);
        await pair.Client.ReadAsync(ct);
        pair.Client.MarkAuthenticated();
        pair.Server.MarkAuthenticated();
        return pair;
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Server.DisposeAsync();
    }
}
