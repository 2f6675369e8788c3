using AccessAudit.Gateway.Ssh.Transport;
using AccessAudit.Gateway.Ssh.Wire;

namespace AccessAudit.Gateway.Ssh.Relay;

/// <summary>
/// The way out to one side. One writer at a time holds the turn, so that a decision about order and the write that
/// shows it are one step. The pump that reads from this side must never wait here (it would stop the key exchange that
/// lets the write go on), so its answers are posted: whoever takes the turn next sends them first.
/// </summary>
sealed class Leg(IPacketPort port) : IDisposable
{
    // 13 bytes each, mostly. Who asks this much without reading the answers is not served further.
    const int MostPosts = 1024;

    readonly SemaphoreSlim _turn = new(1, 1);
    readonly SemaphoreSlim _posted = new(0);
    readonly Queue<(byte[] Packet, Func<bool>? StillTrue)> _posts = new();

    public IPacketPort Port => port;

    /// <summary>
    /// Leaves a packet to be sent before anything else, without waiting; unless <paramref name="stillTrue"/>, asked
    /// within the turn, then says no (a channel may have closed meanwhile).
    /// </summary>
    public void Post(byte[] packet, Func<bool>? stillTrue = null)
    {
        lock (_posts)
        {
            if (_posts.Count == MostPosts)
            {
                throw new SshProtocolException("requests come faster than their answers are read");
            }

            _posts.Enqueue((packet, stillTrue));
        }

        _posted.Release();
    }

    /// <summary>Waits for the turn and sends what was posted. Ends by <see cref="Leave"/>.</summary>
    public ValueTask EnterAsync(CancellationToken ct)
    {
        var wait = _turn.WaitAsync(ct);
        return wait.IsCompletedSuccessfully && !HasPosts ? ValueTask.CompletedTask : EnterSlowlyAsync(wait, ct);
    }

    public void Leave() => _turn.Release();

    /// <summary>Sends one packet in its own turn.</summary>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> packet, CancellationToken ct)
    {
        await EnterAsync(ct);
        try
        {
            await port.WriteAsync(packet, ct);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Sends what is posted while no pump writes this way, until cancelled.</summary>
    public async Task RunPostsAsync(CancellationToken ct)
    {
        while (true)
        {
            await _posted.WaitAsync(ct);
            if (!HasPosts)
            {
                continue;
            }

            await EnterAsync(ct);
            Leave();
            await port.FlushAsync(ct);
        }
    }

    public void Dispose()
    {
        _turn.Dispose();
        _posted.Dispose();
    }

    bool HasPosts
    {
        get
        {
            lock (_posts)
            {
                return _posts.Count > 0;
            }
        }
    }

    async ValueTask EnterSlowlyAsync(Task wait, CancellationToken ct)
    {
        await wait;
        try
        {
            while (TryTakePost(out var packet, out var stillTrue))
            {
                if (stillTrue is null || stillTrue())
                {
                    await port.WriteAsync(packet, ct);
                }
            }
        }
        catch
        {
            Leave();
            throw;
        }
    }

    bool TryTakePost(out byte[] packet, out Func<bool>? stillTrue)
    {
        lock (_posts)
        {
            var taken = _posts.TryDequeue(out var post);
            (packet, stillTrue) = post;
            return taken;
        }
    }
}
