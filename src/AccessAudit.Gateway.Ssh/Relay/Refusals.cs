using AccessAudit.Gateway.Admission;
using AccessAudit.Gateway.Ssh.Channels;
using AccessAudit.Journal;

namespace AccessAudit.Gateway.Ssh.Relay;

/// <summary>
/// Journals what was refused: the first ones, the rest by their number, so that a browser behind <c>ssh -D</c> or an
/// attacker cannot fill a client's log.
/// </summary>
sealed class Refusals(ILiveSession live)
{
    const int Most = 100;

    int _seen;

    public async ValueTask NoteAsync(Rule rule, string name, string? what, CancellationToken ct)
    {
        if (rule.Fact is { } fact && Interlocked.Increment(ref _seen) <= Most)
        {
            await live.NoteAsync(
                fact, FactOutcome.Failure,
                Members.Of(("item", Word(rule.Item)), ("from", rule.From == Side.Client ? "client" : "target")),
                Members.Of(("name", PeerText.Shown(name)), ("what", what)), ct);
        }
    }

    public async Task SumUpAsync(CancellationToken ct)
    {
        if (_seen > Most)
        {
            await live.NoteAsync(
                "session.channel_refused", FactOutcome.Failure, Members.Of(("further", (long)(_seen - Most))),
                Members.None, ct);
        }
    }

    static string Word(Item item) => item switch
    {
        Item.ChannelOpen => "channel",
        Item.ChannelRequest => "channel-request",
        _ => "global-request",
    };
}
