using System.Text;
using AccessAudit.Sealing.Recordings;

namespace AccessAudit.Gateway.Ssh.Relay;

// Texts of the gateway: only on standard error of terminals, only within the reserve of the client's window, never in
// data.
sealed partial class ConnectionRelay
{
    static readonly IReadOnlyList<byte[]> NoTexts = [];
    static readonly TimeSpan LookAtClose = TimeSpan.FromSeconds(5);
    static readonly TimeSpan BeforeFarewell = TimeSpan.FromMilliseconds(50);

    readonly HashSet<Topic> _remarked = [];
    readonly List<string> _waitingTexts = [];

    /// <summary>Tells every running terminal, and the recording, as soon as the way is free; false when there is none.</summary>
    async ValueTask<bool> TellAsync(string text, CancellationToken ct)
    {
        var told = false;
        foreach (var channel in _channels.All)
        {
            if (TextFor(channel, text) is { } packet)
            {
                var bytes = TextBytes(text).Length;
                _client.Post(packet, () => Injected(channel, bytes));
                await _live.Recorder.WriteAsync(
                    RecordKind.Note, channel.Program.Record, Encoding.UTF8.GetBytes(text), ct);
                told = true;
            }
        }

        return told;
    }

    /// <summary>
    /// As <see cref="TellAsync"/>, and sent a moment before this returns: OpenSSH drops the text of a terminal when the
    /// disconnect arrives in the same read.
    /// </summary>
    async ValueTask TellNowAsync(string text, CancellationToken ct)
    {
        if (await TellAsync(text, ct))
        {
            await _client.EnterAsync(ct);
            _client.Leave();
            await _client.Port.FlushAsync(ct);
            await Task.Delay(BeforeFarewell, ct);
        }
    }

    /// <summary>Says once per topic what is closed here: now on the terminals, else on the first that starts.</summary>
    async ValueTask RemarkAsync(Rule rule, CancellationToken ct)
    {
        if (rule is not { Item: not Item.ChannelOpen, Topic: { } topic } || !_remarked.Add(topic))
        {
            return;
        }

        var text = RelayTexts.Refused(topic, _live.Locale, _options.Address);
        bool now;
        lock (_channels.Gate)
        {
            now = Array.Exists(_channels.All, channel => channel.Program is { HasTerminal: true, Runs: true });
            if (!now)
            {
                _waitingTexts.Add(text);
            }
        }

        if (now)
        {
            await TellAsync(text, ct);
        }
    }

    /// <summary>The texts that waited for this terminal; called under the gate and within the client's turn.</summary>
    IReadOnlyList<byte[]> WaitingTexts(RelayChannel channel)
    {
        if (_waitingTexts.Count == 0 || channel.Program is not { HasTerminal: true, Runs: true })
        {
            return NoTexts;
        }

        var packets = _waitingTexts.Where(text => channel.TryInject(TextBytes(text).Length))
            .Select(text => Packets.StandardError(channel.ClientNumber, TextBytes(text))).ToList();
        _waitingTexts.Clear();
        return packets;
    }

    async Task AnnounceCloseAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(LookAtClose, _options.Time);
        var closesAt = _live.ClosesAt;
        var left = closesAt - _options.Time.GetUtcNow();
        while (await timer.WaitForNextTickAsync(ct))
        {
            var before = _live.ClosesAt == closesAt ? left : TimeSpan.MaxValue;
            closesAt = _live.ClosesAt;
            left = closesAt - _options.Time.GetUtcNow();
            foreach (var minutes in _options.NoticeMinutes)
            {
                var moment = TimeSpan.FromMinutes(minutes);
                if (left <= moment && before > moment && before != TimeSpan.MaxValue)
                {
                    await TellAsync(RelayTexts.ClosesIn(minutes, _live.Locale), ct);
                }
            }
        }
    }

    static byte[] TextBytes(string text) => Encoding.UTF8.GetBytes($"\r\n[AccessAudit] {text}\r\n");

    static byte[]? TextFor(RelayChannel channel, string text) => channel.Program is { HasTerminal: true, Runs: true }
        ? Packets.StandardError(channel.ClientNumber, TextBytes(text))
        : null;

    bool Injected(RelayChannel channel, int bytes)
    {
        lock (_channels.Gate)
        {
            return channel.TryInject(bytes);
        }
    }
}
