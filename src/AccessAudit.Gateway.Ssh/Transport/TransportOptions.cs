using AccessAudit.Gateway.Ssh.Keys;
using AccessAudit.Gateway.Ssh.Transport.Ciphers;
using AccessAudit.Gateway.Ssh.Transport.Exchange;

namespace AccessAudit.Gateway.Ssh.Transport;

/// <summary>What both roles may be told. The defaults are the safe values.</summary>
abstract record TransportOptions
{
    public string Version { get; init; } = "SSH-2.0-AccessAudit_0.1";

    public IReadOnlyList<string> Ciphers { get; init; } = CipherSuite.Ciphers;

    public IReadOnlyList<string> Macs { get; init; } = CipherSuite.Macs;

    /// <summary>Bytes per direction after which new keys are agreed.</summary>
    public long RekeyBytes { get; init; } = 1L << 30;

    /// <summary>Age of the keys after which new ones are agreed, at the next packet.</summary>
    public TimeSpan RekeyAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a later key exchange may take; the first one is bounded by the caller's token.</summary>
    public TimeSpan RekeyLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Payload bytes accepted between the first key exchange and the end of authentication.</summary>
    public abstract int PreAuthenticationBudget { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>The gateway towards a technician.</summary>
sealed record ServerTransportOptions : TransportOptions
{
    public required IReadOnlyList<PrivateKey> HostKeys { get; init; }

    public IReadOnlyList<string> KeyExchanges { get; init; } = KeyAgreement.Ingress;

    public override int PreAuthenticationBudget { get; init; } = 64 * 1024;
}

/// <summary>The gateway towards a target.</summary>
sealed record ClientTransportOptions : TransportOptions
{
    /// <summary>Asked once per key exchange, before anything secret is sent.</summary>
    public required Func<HostKey, HostKeyVerdict> HostKeyVerdict { get; init; }

    /// <summary>In order of preference; those of the pinned keys, so that the target shows the key we know.</summary>
    public required IReadOnlyList<string> HostKeyAlgorithms { get; init; }

    public IReadOnlyList<string> KeyExchanges { get; init; } = KeyAgreement.Egress;

    // A hostile target may talk at length in banners; ours to bound.
    public override int PreAuthenticationBudget { get; init; } = 256 * 1024;

    /// <summary>Options that accept exactly the pinned host keys.</summary>
    public static ClientTransportOptions Pinned(params IReadOnlyCollection<PublicKey> keys) => new()
    {
        HostKeyVerdict = Keys.HostKeyVerdict.Pinned(keys),
        HostKeyAlgorithms = [.. keys.SelectMany(key => key.Algorithms).Distinct()],
    };
}
