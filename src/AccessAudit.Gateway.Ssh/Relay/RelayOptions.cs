namespace AccessAudit.Gateway.Ssh.Relay;

/// <summary>The few times of a relay; the defaults are those of the documentation.</summary>
sealed record RelayOptions
{
    /// <summary>Idle time after which a side is asked whether it still lives.</summary>
    public TimeSpan KeepAliveEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Unanswered questions in a row after which it does not.</summary>
    public int KeepAliveMost { get; init; } = 3;

    /// <summary>Minutes before the close at which terminals are told.</summary>
    public IReadOnlyList<int> NoticeMinutes { get; init; } = [5, 1];

    /// <summary>What the texts name as the way to open a target.</summary>
    public string Address { get; init; } = "login+target@gateway";

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
