namespace AccessAudit.Contracts;

/// <summary>The policy by sensitivity (0-2). Sensitivity 3 needs passkeys and is refused at import.</summary>
public static class Limits
{
    /// <summary>The most minutes that one request may ask for.</summary>
    public static int MinutesCap(int sensitivity) => sensitivity switch
    {
        0 => 600,
        1 => 480,
        _ => 240,
    };

    /// <summary>The most minutes that extensions may add in all.</summary>
    public static int ExtensionCap(int sensitivity) => sensitivity == 0 ? 0 : 120;

    /// <summary>How many client people must approve.</summary>
    public static int Quorum(Target target) => target.Sensitivity <= 2 ? 1 : 2;
}
