namespace AccessAudit.Gateway.Ssh.Transport;

/// <summary>What the two sides agreed on; the MAC is "implicit" where the cipher authenticates by itself.</summary>
sealed record AlgorithmsInUse
{
    public required string KeyExchange { get; init; }

    public required string HostKey { get; init; }

    public required string CipherToServer { get; init; }

    public required string CipherToClient { get; init; }

    public required string MacToServer { get; init; }

    public required string MacToClient { get; init; }

    /// <summary>Whether both sides do strict key exchange (OpenSSH's PROTOCOL section 1.10).</summary>
    public required bool Strict { get; init; }
}
