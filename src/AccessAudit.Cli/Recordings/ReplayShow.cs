using AccessAudit.Sealing.Age;
using AccessAudit.Sealing.Recordings;
using AccessAudit.Sealing.Replay;

namespace AccessAudit.Cli.Recordings;

/// <summary>What the reader wants to see, and how.</summary>
sealed record ReplayWish(string? Cast, bool Text, uint? Channel, ReplayPace Pace);

/// <summary>Checks a whole recording, then shows it. What concerns the recording goes to the error stream.</summary>
sealed class ReplayShow(
    RecordingSource source, IReadOnlyList<AgeIdentity> identities, TextWriter output, TextWriter remarks)
{
    /// <summary>False when there is nothing to show.</summary>
    public async Task<bool> RunAsync(ReplayWish wish, CancellationToken ct)
    {
        // First reading: every hash, every tag, every chunk. Nothing is shown of a recording that does not hold.
        var channels = ChannelSummary.Of(Chunks());
        if (RecordingReader.ReadHeader(source, identities) is not { } header || channels.Count == 0)
        {
            remarks.WriteLine("Nothing was recorded.");
            return false;
        }

        RemarkOn(header);
        if (wish.Text)
        {
            SessionText.Write(output, Chunks(), channels, wish.Channel);
            return true;
        }

        if (Choose(channels, wish.Channel) is not { } channel)
        {
            remarks.WriteLine($"There is no channel {wish.Channel}. There are:");
            Name(channels);
            return false;
        }

        if (channels.Count > 1 && wish.Channel is null)
        {
            remarks.WriteLine($"Channel {channel.Channel} of these (--channel N):");
            Name(channels);
        }

        var events = new ChannelScreen(channel.Channel).Show(Chunks());
        if (wish.Cast is null)
            await Replayer.PlayAsync(events, output, wish.Pace, TimeProvider.System, ct);
        else
            WriteCast(wish.Cast, header, channel, events);
        return true;
    }

    IEnumerable<RecordedChunk> Chunks() => RecordingReader.Read(source, identities);

    void RemarkOn(SegmentHeader header)
    {
        remarks.WriteLine($"Session {header.Session}, {header.StartedAt:yyyy-MM-dd HH:mm:ss} UTC, segments: {source.Count}.");
        if (source.List is null)
            remarks.WriteLine("There is no segments.json: whether the end is missing cannot be told. Compare with the log.");
        else if (source.List.Closed is null)
            remarks.WriteLine("The recording was not closed: it is still running, or its end is missing.");
    }

    void Name(IReadOnlyList<ChannelSummary> channels)
    {
        foreach (var channel in channels)
            remarks.WriteLine($"  {channel}");
    }

    static ChannelSummary? Choose(IReadOnlyList<ChannelSummary> channels, uint? wanted) => wanted is { } number
        ? channels.FirstOrDefault(c => c.Channel == number)
        : channels.FirstOrDefault(c => c.Opened?.Term is not null) ?? channels[0];

    void WriteCast(string path, SegmentHeader header, ChannelSummary channel, IEnumerable<CastEvent> events)
    {
        if (path == "-")
        {
            Asciicast.Write(output, header.StartedAt, channel, events);
            return;
        }

        using var file = new StreamWriter(path);
        Asciicast.Write(file, header.StartedAt, channel, events);
    }
}
