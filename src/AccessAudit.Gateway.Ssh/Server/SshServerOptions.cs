using System.Net;

namespace AccessAudit.Gateway.Ssh.Server;

/// <summary>Where and how the gateway listens for SSH. The defaults are the safe values.</summary>
public sealed record SshServerOptions
{
    /// <summary>IP addresses to listen on.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = ["127.0.0.1"];

    /// <summary>0 takes a free one.</summary>
    public int Port { get; init; } = 2222;

    /// <summary>The ed25519 host key, an OpenSSH private key file of mode 0600; drawn at the first start.</summary>
    public required string HostKeyFile { get; init; }

    /// <summary>Connections without authentication from which on new ones are dropped at random (OpenSSH's
    /// MaxStartups).
    /// </summary>
    public int StartupsBegin { get; init; } = 10;

    /// <summary>Percentage that is dropped at <see cref="StartupsBegin"/>; it grows to all at <see
    /// cref="StartupsFull"/>.
    /// </summary>
    public int StartupsRate { get; init; } = 30;

    public int StartupsFull { get; init; } = 100;

    /// <summary>Connections without authentication that one address (IPv6: one /64) may hold.</summary>
    public int StartupsPerSource { get; init; } = 10;

    /// <summary>From the accepted socket to agreed keys.</summary>
    public TimeSpan KeyExchangeLimit { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>From agreed keys to told success; people need time to find their code.</summary>
    public TimeSpan AuthenticationLimit { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Reaching a target: TCP, key exchange and host key.</summary>
    public TimeSpan DialLimit { get; init; } = TimeSpan.FromSeconds(10);

    internal IReadOnlyList<IPAddress> Check()
    {
        var errors = new List<string>();
        var addresses = new List<IPAddress>();
        foreach (var text in Addresses)
        {
            if (IPAddress.TryParse(text, out var address))
            {
                addresses.Add(address);
            }
            else
            {
                errors.Add($"'{text}' is not an IP address");
            }
        }

        if (Addresses.Count == 0)
        {
            errors.Add("there is no address to listen on");
        }

        if (Port is < 0 or > 65535)
        {
            errors.Add("Port is not 0 to 65535");
        }

        if (StartupsBegin < 1 || StartupsFull < StartupsBegin || StartupsRate is < 0 or > 100 || StartupsPerSource < 1)
        {
            errors.Add("the limits of startups make no sense: begin 1 or more, full not below begin, rate 0 to 100");
        }

        return errors.Count == 0
            ? addresses
            : throw new ArgumentException($"The SSH listener cannot start: {string.Join("; ", errors)}.");
    }
}
