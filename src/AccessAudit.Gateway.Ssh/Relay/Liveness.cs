using AccessAudit.Gateway.Ssh.Wire;

namespace AccessAudit.Gateway.Ssh.Relay;

/// <summary>
/// Whether one side still lives: a side that was silent for a while is asked by keepalive@openssh.com, answered by
/// whatever it says (OpenSSH's ServerAliveInterval). Only the gateway's own global requests are ever under way, so a
/// count of them is enough to know which answers are ours.
/// </summary>
sealed class Liveness(RelayOptions options)
{
    int _asked;
    int _unheard;
    int _heard;

    public void Heard() => Volatile.Write(ref _heard, 1);

    /// <summary>An answer to a global request came; only the gateway asks.</summary>
    public void Answered()
    {
        if (Interlocked.Decrement(ref _asked) < 0)
        {
            throw new SshProtocolException("an answer came without a request");
        }
    }

    /// <summary>Runs until cancelled; throws <see cref="SilentPeerException"/> when the side is dead.</summary>
    public async Task WatchAsync(Leg leg, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(options.KeepAliveEvery, options.Time);
        while (await timer.WaitForNextTickAsync(ct))
        {
            if (Interlocked.Exchange(ref _heard, 0) == 1)
            {
                _unheard = 0;
                continue;
            }

            if (++_unheard > options.KeepAliveMost)
            {
                throw new SilentPeerException();
            }

            // Posted, not sent: a side whose socket is full must not hold up its own watch.
            Interlocked.Increment(ref _asked);
            leg.Post(Packets.KeepAlive);
        }
    }
}

/// <summary>A side has not said anything for too long.</summary>
sealed class SilentPeerException : Exception;
