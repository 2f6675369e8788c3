using System.Globalization;
using AccessAudit.Sealing.Recordings;
using AccessAudit.Sealing.Replay;

namespace AccessAudit.Cli.Recordings;

/// <summary>
/// The recording as plain text: what opened and closed, and line by line what was shown, for reading, searching and printing.
/// No escape sequence survives, so a full-screen program reads badly: watch it instead.
/// </summary>
static class SessionText
{
    public static void Write(
        TextWriter output, IEnumerable<RecordedChunk> chunks, IReadOnlyList<ChannelSummary> channels, uint? only)
    {
        var screens = channels.ToDictionary(c => c.Channel, _ => new PlainText());
        foreach (var chunk in chunks.Where(c => only is null || c.Channel == only || c.Channel == RecordingFormat.SessionChannel))
        {
            if (chunk.Kind is RecordKind.StandardOutput or RecordKind.StandardError)
            {
                foreach (var line in screens[chunk.Channel].Lines(chunk))
                    Line(output, chunk, line);
                continue;
            }

            if (screens.TryGetValue(chunk.Channel, out var screen) && screen.Rest() is { Length: > 0 } rest)
                Line(output, chunk, rest);
            if (Fact(chunk) is { } fact)
                Line(output, chunk, $"[{fact}]");
        }

        foreach (var (channel, screen) in screens)
        {
            if (screen.Rest() is { Length: > 0 } rest)
                output.WriteLine($"{"",12}  {channel}  {rest}");
        }
    }

    static void Line(TextWriter output, RecordedChunk chunk, string text)
    {
        var seconds = chunk.Nanoseconds / 1_000_000_000;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{seconds / 3600:D2}:{seconds / 60 % 60:D2}:{seconds % 60:D2}.{chunk.Nanoseconds / 1_000_000 % 1000:D3}  "
            + $"{chunk.Channel}  {text}"));
    }

    static string? Fact(RecordedChunk chunk)
    {
        var content = chunk.Data;
        return chunk.Kind switch
        {
            RecordKind.ChannelOpened => "opened: " + (ChannelSummary.Of([chunk]) is [var opened] ? opened.Title : "?"),
            RecordKind.ChannelClosed => Closing(ChannelClosed.Read(content)),
            RecordKind.Resize => $"size {TerminalSize.Read(content.Span).Columns}x{TerminalSize.Read(content.Span).Rows}",
            RecordKind.Gap => $"{StreamGap.Read(content.Span).Bytes} bytes were not recorded here",
            RecordKind.StreamDigest => Digest(StreamDigest.Read(content.Span)),
            RecordKind.Note => EscapedText.Of(content.Span),
            _ => null,
        };
    }

    static string Closing(ChannelClosed closed)
    {
        var how = closed switch
        {
            { ExitStatus: { } status } => $"closed: exit status {status}",
            { ExitSignal: { } signal } => $"closed: signal {EscapedText.Of(signal)}",
            _ => "closed",
        };
        return closed.Cause is { } cause ? $"{how}, {EscapedText.Of(cause)}" : how;
    }

    static string Digest(StreamDigest digest)
    {
        var stream = digest.Stream switch
        {
            StreamId.Input => "input",
            StreamId.StandardOutput => "output",
            _ => "error output",
        };
        return digest.Sha256.IsEmpty
            ? $"{stream}: {digest.Bytes} bytes"
            : $"{stream}: {digest.Bytes} bytes, SHA-256 {Convert.ToHexStringLower(digest.Sha256.Span)}";
    }
}
