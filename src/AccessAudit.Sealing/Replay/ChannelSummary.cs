using System.Globalization;
using AccessAudit.Sealing.Recordings;

namespace AccessAudit.Sealing.Replay;

/// <summary>One channel of a recording: how it opened and ended, for choosing what to watch.</summary>
/// <param name="Channel">Its number.</param>
/// <param name="Opened">How it opened; null when the recording does not say.</param>
/// <param name="FirstNanoseconds">When, since the session's start.</param>
/// <param name="Size">The first size of its terminal.</param>
public sealed record ChannelSummary(uint Channel, ChannelOpened? Opened, ulong FirstNanoseconds, TerminalSize? Size)
{
    /// <summary>The channels of a recording, in the order they appear. Reads it to the end.</summary>
    public static IReadOnlyList<ChannelSummary> Of(IEnumerable<RecordedChunk> chunks)
    {
        var channels = new Dictionary<uint, ChannelSummary>();
        var order = new List<uint>();
        foreach (var chunk in chunks.Where(c => c.Channel != RecordingFormat.SessionChannel))
        {
            if (!channels.TryGetValue(chunk.Channel, out var channel))
            {
                order.Add(chunk.Channel);
                channel = new ChannelSummary(chunk.Channel, null, chunk.Nanoseconds, null);
            }

            channels[chunk.Channel] = chunk.Kind switch
            {
                RecordKind.ChannelOpened when channel.Opened is null =>
                    channel with { Opened = ChannelOpened.Read(chunk.Data) },
                RecordKind.Resize when channel.Size is null =>
                    channel with { Size = TerminalSize.Read(chunk.Data.Span) },
                _ => channel,
            };
        }

        return [.. order.Select(c => channels[c])];
    }

    /// <summary>One line that is safe to show: <c>2  exec  tar cz /etc</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Channel}  {Title}");

    /// <summary>What it ran, safe to show.</summary>
    public string Title => Opened switch
    {
        null => "unknown",
        { Command: { } command } opened => $"{EscapedText.Of(opened.Type)} {EscapedText.Of(command.Span)}",
        { } opened => EscapedText.Of(opened.Type),
    };
}
