using OtpNet;

namespace AccessAudit.Scenarios.Stage;

/// <summary>An authenticator app that never shows a code twice.</summary>
sealed class Phone(string secret)
{
    const int Step = 30;

    readonly Totp _totp = new(Base32Encoding.ToBytes(secret));
    readonly HashSet<long> _spent = [];

    /// <summary>The next unspent code; it may wait for the clock, since the gateway takes one step either side
    /// only.</summary>
    internal async Task<string> NextAsync(CancellationToken ct)
    {
        while (true)
        {
            var seconds = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
            var now = seconds / Step;

            // The past step is nearly over for the gateway too when ours is.
            long[] usable = Step - (seconds % Step) > 8 ? [now - 1, now, now + 1] : [now, now + 1];
            foreach (var step in usable)
            {
                if (_spent.Add(step))
                {
                    return _totp.ComputeTotp(DateTimeOffset.FromUnixTimeSeconds(step * Step).UtcDateTime);
                }
            }

            // The one wait that no event announces: the wall clock's next step.
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
            await timer.WaitForNextTickAsync(ct);
        }
    }

    /// <summary>Six digits that are surely none of the codes that the gateway would take now.</summary>
    internal string Wrong()
    {
        var now = DateTimeOffset.UtcNow;
        var right = Enumerable.Range(-3, 7).Select(at => _totp.ComputeTotp(now.AddSeconds(at * Step).UtcDateTime))
            .ToHashSet();
        return Enumerable.Range(0, 100).Select(at => $"{at:d6}").First(code => !right.Contains(code));
    }
}
