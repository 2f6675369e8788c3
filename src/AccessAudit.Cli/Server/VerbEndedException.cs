namespace AccessAudit.Cli.Server;

/// <summary>
/// Ends a verb before its work is done, from wherever it is: each such end is the same for every verb (one line on the
/// error stream and an exit code), so nobody between has to carry it.
/// </summary>
/// <param name="exit">One of <see cref="Exit"/>.</param>
/// <param name="code">Stable, for scripts: the gateway's own, or one that begins with <c>cli.</c></param>
/// <param name="detail">A sentence in the reader's language.</param>
/// <param name="hint">What to do about it, when there is something.</param>
sealed class VerbEndedException(int exit, string code, string detail, string? hint = null) : Exception(detail)
{
    public int ExitCode => exit;

    public string Code => code;

    public string? Hint => hint;

    /// <summary>The HTTP status, when the gateway said it.</summary>
    public int? Status { get; init; }
}
