using System.Globalization;
using System.Text;
using AccessAudit.Sealing.Recordings;

namespace AccessAudit.Sealing.Replay;

/// <summary>
/// Turns the chunks of one channel into what its screen showed: both output streams, UTF-8 carried across chunks (per
/// stream; broken bytes become U+FFFD), gaps named in words, bare line feeds completed where there was no terminal to do so.
/// </summary>
public sealed class ChannelScreen(uint channel)
{
    readonly Decoder _output = Encoding.UTF8.GetDecoder();
    readonly Decoder _error = Encoding.UTF8.GetDecoder();
    bool _terminal = true;
    bool _afterReturn;

    /// <summary>The events of the channel, in order.</summary>
    /// <exception cref="RecordingFormatException">A chunk's content breaks the format.</exception>
    public IEnumerable<CastEvent> Show(IEnumerable<RecordedChunk> chunks)
    {
        ulong last = 0;
        foreach (var chunk in chunks)
        {
            if (chunk.Channel == channel && Event(chunk) is { Data.Length: > 0 } shown)
            {
                last = chunk.Nanoseconds;
                yield return shown;
            }
        }

        var rest = Decode(_output, [], flush: true) + Decode(_error, [], flush: true);
        if (rest.Length > 0)
        {
            yield return new CastEvent(last, 'o', rest);
        }
    }

    CastEvent? Event(RecordedChunk chunk)
    {
        switch (chunk.Kind)
        {
            case RecordKind.StandardOutput:
                return new(chunk.Nanoseconds, 'o', Decode(_output, chunk.Data.Span, flush: false));
            case RecordKind.StandardError:
                return new(chunk.Nanoseconds, 'o', Decode(_error, chunk.Data.Span, flush: false));
            case RecordKind.Resize:
                var size = TerminalSize.Read(chunk.Data.Span);
                return new(chunk.Nanoseconds, 'r', string.Create(CultureInfo.InvariantCulture, $"{size.Columns}x{size.Rows}"));
            case RecordKind.ChannelOpened:
                _terminal = ChannelOpened.Read(chunk.Data).Term is not null;
                return null;
            case RecordKind.Gap:
                var gap = StreamGap.Read(chunk.Data.Span);
                return Remark(chunk, string.Create(CultureInfo.InvariantCulture, $"{gap.Bytes} bytes were not recorded here"));
            case RecordKind.Note:
                return Remark(chunk, EscapedText.Of(chunk.Data.Span));
            default:
                return null;
        }
    }

    static CastEvent Remark(RecordedChunk chunk, string text) => new(chunk.Nanoseconds, 'o', $"\r\n[accessaudit: {text}]\r\n");

    string Decode(Decoder decoder, ReadOnlySpan<byte> bytes, bool flush)
    {
        var characters = new char[decoder.GetCharCount(bytes, flush)];
        decoder.GetChars(bytes, characters, flush);
        return _terminal ? new string(characters) : CompleteLines(characters);
    }

    string CompleteLines(char[] characters)
    {
        var text = new StringBuilder(characters.Length + 16);
        foreach (var character in characters)
        {
            if (character == '\n' && !_afterReturn)
            {
                text.Append('\r');
            }

            text.Append(character);
            _afterReturn = character == '\r';
        }

        return text.ToString();
    }
}
