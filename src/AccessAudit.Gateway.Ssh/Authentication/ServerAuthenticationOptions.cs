namespace AccessAudit.Gateway.Ssh.Authentication;

/// <summary>Limits on strangers.</summary>
sealed record ServerAuthenticationOptions
{
    /// <summary>Everything from the service request to success; people need time to find their code.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Keys a client may offer; agents hold many, and an offer is not a failure.</summary>
    public int MaxOffers { get; init; } = 40;

    /// <summary>Requests that fail for another reason than an unknown key being offered.</summary>
    public int MaxFailures { get; init; } = 6;

    /// <summary>Rounds of keyboard-interactive; how many wrong codes are too many is decided by the layer above.
    /// </summary>
    public int MaxRounds { get; init; } = 20;

    /// <summary>No answer about a key or a user comes faster, so that looking up takes the same time for all.</summary>
    public TimeSpan AnswerFloor { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Shown before the first question; null for none.</summary>
    public string? Banner { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
