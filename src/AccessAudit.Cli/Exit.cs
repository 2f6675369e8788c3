namespace AccessAudit.Cli;

/// <summary>What the process answers its caller, the same for every verb.</summary>
static class Exit
{
    /// <summary>It is done (of <c>verify</c>: proved).</summary>
    public const int Done = 0;

    /// <summary>The gateway, or the state of things, said no; the reason is on the error stream (of <c>verify</c>: refuted).</summary>
    public const int Refused = 1;

    /// <summary>Nobody answered, or not in a way that can be read: what happened cannot be told.</summary>
    public const int CannotTell = 2;

    /// <summary>The command line makes no sense (EX_USAGE of sysexits.h).</summary>
    public const int Usage = 64;
}
