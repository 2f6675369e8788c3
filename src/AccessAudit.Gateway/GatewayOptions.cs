namespace AccessAudit.Gateway;

/// <summary>What one gateway process needs to know of its machine.</summary>
public sealed record GatewayOptions
{
    /// <summary>This process's name among those that share the database; unique, and the same after a restart.</summary>
    public required string Node { get; init; }

    /// <summary>Sealed recordings lie in <c>{folder}/{client}/{session}/</c>.</summary>
    public required string RecordingsFolder { get; init; }

    /// <summary>The key that wraps the data keys: 32 bytes, mode 0600, outside the database; drawn when absent.</summary>
    public required string KeyEncryptionKeyFile { get; init; }

    /// <summary>How long a credential release or a session start waits for a signed head.</summary>
    public TimeSpan HeadPatience { get; init; } = TimeSpan.FromSeconds(5);
}
