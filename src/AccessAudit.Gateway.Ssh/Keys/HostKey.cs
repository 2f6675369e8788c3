namespace AccessAudit.Gateway.Ssh.Keys;

/// <summary>The key a target has proved to hold, and the signature algorithm it proved it with.</summary>
sealed record HostKey(PublicKey Key, string Algorithm)
{
    public string Fingerprint => Key.Fingerprint;
}

/// <summary>Whether the caller takes this host for the right one; a refusal says why.</summary>
readonly record struct HostKeyVerdict(bool Accepted, string? Why)
{
    public static HostKeyVerdict Accept { get; } = new(true, null);

    public static HostKeyVerdict Refuse(string why) => new(false, why);

    /// <summary>Accepts exactly the pinned keys.</summary>
    public static Func<HostKey, HostKeyVerdict> Pinned(IReadOnlyCollection<PublicKey> keys) => host =>
        keys.Contains(host.Key) ? Accept : Refuse($"the host key {host.Fingerprint} is not the pinned one");
}
