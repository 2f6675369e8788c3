// User authentication, client side towards a target: RFC 4252 section 7 with the algorithms of RFC 8332.
using AccessAudit.Gateway.Ssh.Keys;
using AccessAudit.Gateway.Ssh.Transport;
using AccessAudit.Gateway.Ssh.Wire;

namespace AccessAudit.Gateway.Ssh.Authentication;

/// <summary>How the gateway's authentication on a target ended.</summary>
abstract record ClientAuthenticationResult
{
    ClientAuthenticationResult()
    {
    }

    /// <summary>What the target said by banner, in order; the target's text, not cleaned, at most 8 KiB.</summary>
    public IReadOnlyList<string> Banners { get; init; } = [];

    /// <summary>The connection layer may begin.</summary>
    public sealed record Succeeded : ClientAuthenticationResult;

    /// <summary>The key was not accepted, or not enough; the connection still stands.</summary>
    public sealed record Refused(string Why, IReadOnlyList<string> MethodsLeft) : ClientAuthenticationResult;

    /// <summary>The connection ended first.</summary>
    public sealed record Ended(string Why) : ClientAuthenticationResult;
}

/// <summary>The gateway's way into a target, with one key.</summary>
static class ClientAuthentication
{
    const int MaxBanner = 8 * 1024;

    /// <summary>Signs in as <paramref name="user"/>. Bound it in time by <paramref name="ct"/>.</summary>
    public static async Task<ClientAuthenticationResult> RunAsync(
        SshTransport transport, string user, PrivateKey key, CancellationToken ct)
    {
        var banners = new List<string>();
        try
        {
            return await RunAsync(transport, user, key, banners, ct) with { Banners = banners };
        }
        catch (SshProtocolException e)
        {
            await transport.DisconnectAsync(e.Reason, e.Message);
            return new ClientAuthenticationResult.Ended(e.Message) { Banners = banners };
        }
        catch (SshEndedException e)
        {
            return new ClientAuthenticationResult.Ended(e.Message) { Banners = banners };
        }
    }

    static async Task<ClientAuthenticationResult> RunAsync(
        SshTransport transport, string user, PrivateKey key, List<string> banners, CancellationToken ct)
    {
        await SendAsync(transport, new SshWriter(Message.ServiceRequest).Text("ssh-userauth"), ct);
        DemandAccepted(await ReadAsync(transport, ct));
        // The target's server-sig-algs come before this answer, if at all.
        var algorithm = Choose(key.PublicKey, transport.PeerSignatureAlgorithms);
        if (algorithm is null)
        {
            return new ClientAuthenticationResult.Refused(
                $"the target accepts no signature of a {key.PublicKey.KeyType} key that is still safe", []);
        }

        await SendAsync(transport, SignedRequest(transport.SessionId.Span, user, key, algorithm), ct);
        while (true)
        {
            var payload = await ReadAsync(transport, ct);
            switch (payload.Span[0])
            {
                case Message.UserauthSuccess when payload.Length == 1:
                    transport.MarkAuthenticated();
                    return new ClientAuthenticationResult.Succeeded();
                case Message.UserauthFailure:
                    return Refusal(payload.Span);
                case Message.UserauthBanner:
                    Keep(banners, payload.Span);
                    break;
                case var number:
                    throw new SshProtocolException($"message {number} is not allowed in authentication");
            }
        }
    }

    static string? Choose(PublicKey key, IReadOnlyList<string> accepted) =>
        // Without server-sig-algs (old servers) the best one is tried.
        accepted.Count == 0 ? key.Algorithms[0] : key.Algorithms.FirstOrDefault(accepted.Contains);

    static SshWriter SignedRequest(ReadOnlySpan<byte> sessionId, string user, PrivateKey key, string algorithm)
    {
        var request = new SshWriter(Message.UserauthRequest, 2048).Text(user).Text("ssh-connection").Text("publickey")
            .Boolean(true).Text(algorithm).String(key.PublicKey.Blob.Span);
        var signed = new SshWriter(2048).String(sessionId).Raw(request.Span);
        return request.String(key.Sign(algorithm, signed.Span));
    }

    static void DemandAccepted(ReadOnlyMemory<byte> payload)
    {
        var reader = new SshReader(payload.Span);
        if (reader.Byte() != Message.ServiceAccept || reader.Name() != "ssh-userauth")
        {
            throw new SshProtocolException("the target did not accept the service request");
        }

        reader.Finish();
    }

    static ClientAuthenticationResult.Refused Refusal(ReadOnlySpan<byte> payload)
    {
        var reader = new SshReader(payload[1..]);
        var methods = reader.NameList();
        var partial = reader.Boolean();
        reader.Finish();
        return new(partial ? "the target asks for more than the key" : "the target does not accept the key", methods);
    }

    static void Keep(List<string> banners, ReadOnlySpan<byte> payload)
    {
        var reader = new SshReader(payload[1..]);
        var text = System.Text.Encoding.UTF8.GetString(reader.String());
        reader.String();
        reader.Finish();
        var room = MaxBanner - banners.Sum(banner => banner.Length);
        if (room > 0)
        {
            banners.Add(text.Length > room ? text[..room] : text);
        }
    }

    static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(SshTransport transport, CancellationToken ct) =>
        await transport.ReadAsync(ct) ?? throw new SshEndedException(transport.EndReason!);

    static async ValueTask SendAsync(SshTransport transport, SshWriter message, CancellationToken ct)
    {
        await transport.WriteAsync(message.Memory, ct);
        await transport.FlushAsync(ct);
    }
}
