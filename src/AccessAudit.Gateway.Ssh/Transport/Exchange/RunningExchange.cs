using System.Security.Cryptography;
using AccessAudit.Gateway.Ssh.Transport.Ciphers;
using AccessAudit.Gateway.Ssh.Wire;

namespace AccessAudit.Gateway.Ssh.Transport.Exchange;

/// <summary>One key exchange from our KEXINIT to the peer's NEWKEYS.</summary>
sealed class RunningExchange(KexInit own, long startedAt) : IDisposable
{
    readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public KexInit Own { get; } = own;

    /// <summary>Completes with the peer's NEWKEYS, or when the connection is given up.</summary>
    public Task Over => _over.Task;

    /// <summary>A timestamp of the time provider.</summary>
    public long StartedAt { get; } = startedAt;

    public KexInit? Peer { get; set; }

    public AlgorithmsInUse? Agreed { get; set; }

    public KeyAgreement? Agreement { get; set; }

    /// <summary>The value our role sent as client.</summary>
    public byte[]? ClientValue { get; set; }

    /// <summary>The peer guessed wrong, so its next packet is for nobody.</summary>
    public bool SkipNext { get; set; }

    /// <summary>The keys for what the peer sends after its NEWKEYS; set once ours has been sent.</summary>
    public PacketCipher? NextInbound { get; set; }

    /// <summary>Payload bytes that arrived after our KEXINIT and before the peer's.</summary>
    public long InFlight { get; set; }

    /// <summary>The exchange hash of RFC 5656 section 4; values as on the wire, the secret already encoded.</summary>
    public byte[] HashOf(
        string clientVersion, string serverVersion, KexInit client, KexInit server, ReadOnlySpan<byte> hostKey,
        ReadOnlySpan<byte> clientValue, ReadOnlySpan<byte> serverValue, ReadOnlySpan<byte> secret)
    {
        var all = new SshWriter(8192).Text(clientVersion).Text(serverVersion)
            .String(client.Payload).String(server.Payload).String(hostKey)
            .String(clientValue).String(serverValue).Raw(secret);
        var hash = Agreement!.Hash.Of(all.ToArray());
        all.Clear();
        return hash;
    }

    /// <summary>The ciphers (towards the server, towards the client) and an end to the secret.</summary>
    public (PacketCipher ToServer, PacketCipher ToClient) DeriveCiphers(
        byte[] secret, byte[] exchangeHash, ReadOnlyMemory<byte> sessionId)
    {
        byte[] Derive(char letter, int length) =>
            Agreement!.Hash.Derive(secret, exchangeHash, letter, sessionId.Span, length);

        var agreed = Agreed!;
        var toServer = CipherSuite.Create(agreed.CipherToServer, agreed.MacToServer, Derive);
        // RFC 4253 section 7.2: B, D and F are the server's A, C and E.
        var toClient = CipherSuite.Create(
            agreed.CipherToClient, agreed.MacToClient, (letter, length) => Derive((char)(letter + 1), length));
        CryptographicOperations.ZeroMemory(secret);
        return (toServer, toClient);
    }

    public void Dispose()
    {
        Agreement?.Dispose();
        NextInbound?.Dispose();
        _over.TrySetResult();
    }
}
