namespace AccessAudit.Sealing.Replay;

/// <summary>How fast to play.</summary>
/// <param name="Speed">1 is as it happened, 2 twice as fast.</param>
/// <param name="MaxIdle">No pause is longer than this, after the speed.</param>
public sealed record ReplayPace(double Speed, TimeSpan MaxIdle);

/// <summary>Plays a channel's events to a terminal, through a <see cref="TerminalFilter"/>, at a pace.</summary>
public static class Replayer
{
    // Whatever the recording left behind: margins off (which moves the cursor, hence saved), attributes off, cursor and wrap on.
    const string Restore = "\e7\e[r\e8\e[0m\e[?25h\e[?7h\e(B\u000f";
    const string LeaveAlternateScreen = "\e[?1049l";

    // Shorter pauses are saved up: nobody sees them, and the timer could not keep them.
    static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(5);

    /// <summary>Returns when all was played; the terminal is put back in order even when cancelled.</summary>
    public static async Task PlayAsync(
        IEnumerable<CastEvent> events, TextWriter terminal, ReplayPace pace, TimeProvider time, CancellationToken ct)
    {
        var filter = new TerminalFilter();
        ulong? previous = null;
        var owed = TimeSpan.Zero;
        try
        {
            foreach (var shown in events)
            {
                owed += Pause(shown.Nanoseconds - (previous ?? shown.Nanoseconds), pace);
                previous = shown.Nanoseconds;
                if (owed >= Frame)
                {
                    await terminal.FlushAsync(ct);
                    await Task.Delay(owed, time, ct);
                    owed = TimeSpan.Zero;
                }

                ct.ThrowIfCancellationRequested();
                if (shown.Code == 'o')
                {
                    await terminal.WriteAsync(filter.Pass(shown.Data).AsMemory(), ct);
                }
            }
        }
        finally
        {
            await terminal.WriteAsync((filter.AlternateScreen ? LeaveAlternateScreen : "") + Restore);
            await terminal.FlushAsync(CancellationToken.None);
        }
    }

    static TimeSpan Pause(ulong nanoseconds, ReplayPace pace) =>
        TimeSpan.FromSeconds(Math.Min(nanoseconds / 1e9 / pace.Speed, pace.MaxIdle.TotalSeconds));
}
