namespace AccessAudit.Sealing.Age;

/// <summary>At which step an age file was refused.</summary>
public enum AgeFailure
{
    /// <summary>The header is malformed, not canonical, too long, or of another version.</summary>
    Header,

    /// <summary>No identity at hand opens any stanza.</summary>
    NoMatch,

    /// <summary>The file key opened, but the header is not the one its writer closed.</summary>
    HeaderMac,

    /// <summary>The payload is damaged, truncated, or followed by more bytes.</summary>
    Payload,
}

/// <summary>An age file that cannot be opened; <see cref="Failure"/> says at which step and the message why.</summary>
public sealed class AgeException(AgeFailure failure, string message) : Exception(message)
{
    public AgeFailure Failure { get; } = failure;
}
