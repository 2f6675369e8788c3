// Replies to channel requests carry no number (RFC 4254 section 5.4): they answer in the order of the requests. So a
// request that is refused here gets its failure only when every earlier one has been answered by the peer.
using AccessAudit.Gateway.Ssh.Wire;

namespace AccessAudit.Gateway.Ssh.Relay;

/// <summary>The requests of one side of one channel that wait for their answer, oldest first. It never blocks anyone.
/// </summary>
sealed class ReplyQueue
{
    // An honest client pipelines a handful; who sends more without an answer is not honest.
    const int Most = 256;

    readonly Queue<Waiting> _waiting = new();

    /// <summary>What waits: a request on its way to the other side, one that starts a program, or one refused here.
    /// </summary>
    enum Waiting
    {
        Relayed,
        Start,
        Refused,
    }

    public int Count => _waiting.Count;

    public void Relayed(bool start) => Add(start ? Waiting.Start : Waiting.Relayed);

    /// <summary>True when nothing is before it: then its failure is due now.</summary>
    public bool Refused()
    {
        if (_waiting.Count == 0)
        {
            return true;
        }

        Add(Waiting.Refused);
        return false;
    }

    /// <summary>
    /// The other side has answered its oldest request. Returns how many refusals are due right after this answer, and
    /// whether it was the answer to the start of a program.
    /// </summary>
    public (int RefusalsDue, bool Start) Answered()
    {
        if (!_waiting.TryDequeue(out var first))
        {
            throw new SshProtocolException("an answer came without a request");
        }

        var due = 0;
        while (_waiting.TryPeek(out var next) && next == Waiting.Refused)
        {
            _waiting.Dequeue();
            due++;
        }

        return (due, first == Waiting.Start);
    }

    void Add(Waiting entry)
    {
        if (_waiting.Count == Most)
        {
            throw new SshProtocolException("too many requests wait for an answer");
        }

        _waiting.Enqueue(entry);
    }
}
