// SSH_MSG_KEXINIT, RFC 4253 section 7.1, with the markers of RFC 8308 (ext-info) and OpenSSH's strict key exchange.
using System.Security.Cryptography;
using AccessAudit.Gateway.Ssh.Wire;

namespace AccessAudit.Gateway.Ssh.Transport.Exchange;

/// <summary>What one side offers, and the payload that said so (it enters the exchange hash).</summary>
sealed record KexInit
{
    public const string StrictClient = "kex-strict-c-v00@openssh.com";
    public const string StrictServer = "kex-strict-s-v00@openssh.com";
    public const string ExtInfoClient = "ext-info-c";
    public const string ExtInfoServer = "ext-info-s";

    public required byte[] Payload { get; init; }

    public required IReadOnlyList<string> KeyExchanges { get; init; }

    public required IReadOnlyList<string> HostKeys { get; init; }

    public required IReadOnlyList<string> CiphersToServer { get; init; }

    public required IReadOnlyList<string> CiphersToClient { get; init; }

    public required IReadOnlyList<string> MacsToServer { get; init; }

    public required IReadOnlyList<string> MacsToClient { get; init; }

    public required IReadOnlyList<string> CompressionsToServer { get; init; }

    public required IReadOnlyList<string> CompressionsToClient { get; init; }

    /// <summary>The next packet is the sender's guess at the key exchange.</summary>
    public required bool GuessFollows { get; init; }

    /// <summary>Ours. The same ciphers and MACs in both directions, no compression, no guess.</summary>
    public static KexInit Create(
        IReadOnlyList<string> keyExchanges, IReadOnlyList<string> markers, IReadOnlyList<string> hostKeys,
        IReadOnlyList<string> ciphers, IReadOnlyList<string> macs)
    {
        var writer = new SshWriter(Message.KexInit, 1024).Raw(RandomNumberGenerator.GetBytes(16));
        writer.NameList([.. keyExchanges, .. markers]).NameList(hostKeys);
        writer.NameList(ciphers).NameList(ciphers).NameList(macs).NameList(macs);
        writer.Text("none").Text("none").Text("").Text("").Boolean(false).UInt32(0);
        return Parse(writer.Span);
    }

    public static KexInit Parse(ReadOnlySpan<byte> payload)
    {
        var reader = new SshReader(payload[1..]);
        for (var i = 0; i < 16; i++)
        {
            reader.Byte();
        }

        var lists = new string[10][];
        for (var i = 0; i < lists.Length; i++)
        {
            lists[i] = reader.NameList();
        }

        var guess = reader.Boolean();
        reader.UInt32();
        reader.Finish();
        return new()
        {
            Payload = payload.ToArray(),
            KeyExchanges = lists[0],
            HostKeys = lists[1],
            CiphersToServer = lists[2],
            CiphersToClient = lists[3],
            MacsToServer = lists[4],
            MacsToClient = lists[5],
            CompressionsToServer = lists[6],
            CompressionsToClient = lists[7],
            GuessFollows = guess,
        };
    }
}
