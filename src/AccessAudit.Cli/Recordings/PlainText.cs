using System.Text;
using AccessAudit.Sealing.Recordings;

namespace AccessAudit.Cli.Recordings;

/// <summary>
/// Turns terminal output into lines of text: UTF-8 carried across chunks (both streams alike), escape sequences removed,
/// what is left made safe to show.
/// </summary>
sealed class PlainText
{
    const int LongestLine = 4096;
    readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    readonly StringBuilder _line = new();
    State _state;

    enum State
    {
        Text,
        Escape,
        Charset,
        Control,
        String,
    }

    /// <summary>The lines that a chunk completes.</summary>
    public IEnumerable<string> Lines(RecordedChunk chunk)
    {
        var characters = new char[_decoder.GetCharCount(chunk.Data.Span, flush: false)];
        _decoder.GetChars(chunk.Data.Span, characters, flush: false);
        foreach (var character in characters)
        {
            if (Step(character))
                yield return Take();
        }
    }

    /// <summary>The last line, when nothing ended it; empty if there is none.</summary>
    public string Rest() => Take();

    // True at the end of a line.
    bool Step(char c)
    {
        switch (_state)
        {
            case State.Escape:
                _state = c switch
                {
                    '[' => State.Control,
                    ']' or 'P' or 'X' or '^' or '_' => State.String,
                    '(' or ')' or '*' or '+' or '#' or ' ' => State.Charset,
                    _ => State.Text,
                };
                return false;
            case State.Charset:
                _state = State.Text;
                return false;
            case State.Control:
                _state = c == '\e' ? State.Escape : c is >= '@' and <= '~' ? State.Text : State.Control;
                return false;
            case State.String:
                _state = c == '\e' ? State.Escape : c == '\a' ? State.Text : State.String;
                return false;
            case State.Text when c == '\e':
                _state = State.Escape;
                return false;
            case State.Text when c == '\n':
                return true;
            case State.Text when c == '\b':
                _line.Length = Math.Max(0, _line.Length - 1);
                return false;
            default:
                if (c is not ('\r' or '\a' or '\0'))
                    _line.Append(c == '\t' ? ' ' : c);
                return _line.Length == LongestLine;
        }
    }

    string Take()
    {
        var line = EscapedText.Of(_line.ToString());
        _line.Clear();
        return line;
    }
}
