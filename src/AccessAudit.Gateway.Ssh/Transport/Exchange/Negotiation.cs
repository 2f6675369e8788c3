// The choice of RFC 4253 section 7.1: the first of the client's names that the server also has.
using AccessAudit.Gateway.Ssh.Transport.Ciphers;
using AccessAudit.Gateway.Ssh.Wire;

namespace AccessAudit.Gateway.Ssh.Transport.Exchange;

static class Negotiation
{
    /// <summary>
    /// What the two offers have in common; throws <see cref="SshProtocolException"/> naming the first thing they have
    /// not. <paramref name="strict"/> was settled by the first key exchange.
    /// </summary>
    public static AlgorithmsInUse Agree(KexInit client, KexInit server, bool strict)
    {
        var toServer = First("cipher", client.CiphersToServer, server.CiphersToServer);
        var toClient = First("cipher", client.CiphersToClient, server.CiphersToClient);
        var agreed = new AlgorithmsInUse
        {
            KeyExchange = First("key exchange", client.KeyExchanges, server.KeyExchanges),
            HostKey = First("host key algorithm", client.HostKeys, server.HostKeys),
            CipherToServer = toServer,
            CipherToClient = toClient,
            MacToServer = Mac(toServer, client.MacsToServer, server.MacsToServer),
            MacToClient = Mac(toClient, client.MacsToClient, server.MacsToClient),
            Strict = strict,
        };
        First("compression", client.CompressionsToServer, server.CompressionsToServer);
        First("compression", client.CompressionsToClient, server.CompressionsToClient);
        return agreed;
    }

    /// <summary>Whether a guess is right: both sides prefer the same key exchange and the same host key algorithm.
    /// </summary>
    public static bool GuessIsRight(KexInit client, KexInit server) =>
        client.KeyExchanges[0] == server.KeyExchanges[0] && client.HostKeys[0] == server.HostKeys[0];

    static string Mac(string cipher, IReadOnlyList<string> client, IReadOnlyList<string> server) =>
        CipherSuite.IsAead(cipher) ? "implicit" : First("MAC", client, server);

    static string First(string what, IReadOnlyList<string> client, IReadOnlyList<string> server)
    {
        foreach (var name in client)
        {
            // Markers stand in the list of key exchanges but are none.
            if (server.Contains(name) && !name.StartsWith("ext-info-", StringComparison.Ordinal)
                && !name.StartsWith("kex-strict-", StringComparison.Ordinal))
            {
                return name;
            }
        }

        throw new SshProtocolException(DisconnectReason.KeyExchangeFailed, $"no {what} in common");
    }
}
