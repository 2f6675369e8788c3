using System.Text;

namespace AccessAudit.Sealing.Replay;

/// <summary>
/// Lets recorded output draw on the reader's terminal and nothing else. Allowed: text, simple control characters, and the
/// CSI and ESC sequences of the lists below, which move, colour and erase. Dropped: everything else, so that a recording
/// cannot set the clipboard (OSC 52), plant links (OSC 8) or titles, make the terminal answer (DA, DSR, ENQ, title reports)
/// as if the reader typed, turn on mouse or paste reports, or hide text by bidirectional controls.
/// Sequences may be split across calls. What is allowed can still draw anything: believe the hashes, not the picture.
/// </summary>
public sealed class TerminalFilter
{
    const int LongestSequence = 64;
    const char Escape = '\e';

    /// <summary>Plain CSI finals: cursor, erase, insert, delete, scroll, tabs, colours, margins, save and restore.</summary>
    const string PlainFinals = "ABCDEFGHIJKLMPSTXZ`abdefgmrsu@";

    /// <summary>Private modes that only concern the picture: reverse, origin, wrap, blink, cursor, alternate screen, batches.</summary>
    static readonly HashSet<string> PrivateModes = ["5", "6", "7", "12", "25", "47", "1047", "1048", "1049", "2026"];

    readonly StringBuilder _sequence = new();
    State _state;

    enum State
    {
        Text,
        Escape,
        Charset,
        Control,
        ControlTooLong,

        /// <summary>OSC, DCS, SOS, PM, APC: swallowed to their end.</summary>
        String,
        StringEscape,
    }

    /// <summary>Whether what passed so far left the terminal on its alternate screen.</summary>
    public bool AlternateScreen { get; private set; }

    /// <summary>What of <paramref name="text"/> may reach a terminal.</summary>
    public string Pass(string text)
    {
        var passed = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            Step(character, passed);
        }

        return passed.ToString();
    }

    void Step(char c, StringBuilder passed)
    {
        // CAN and SUB abort any sequence, ESC starts a new one: as terminals do it, so that we never disagree with them.
        if (c is '\u0018' or '\u001a')
        {
            _state = State.Text;
            return;
        }

        switch (_state)
        {
            case State.Text:
                InText(c, passed);
                break;
            case State.String:
                _state = c switch
                {
                    Escape => State.StringEscape,
                    '\a' or '\u009c' => State.Text,
                    _ => State.String,
                };
                break;
            case State.StringEscape when c == '\\':
                _state = State.Text;
                break;
            case State.StringEscape or State.Escape:
                AfterEscape(c, passed);
                break;
            case State.Charset:
                _state = State.Text;
                if (c is 'B' or '0' or 'A' or '8')
                {
                    passed.Append(_sequence).Append(c);
                }

                break;
            case State.Control or State.ControlTooLong:
                InControl(c, passed);
                break;
        }
    }

    void InText(char c, StringBuilder passed)
    {
        switch (c)
        {
            case Escape:
                _state = State.Escape;
                break;
            case '\u009b':
                StartControl();
                break;
            case '\u0090' or '\u0098' or '\u009d' or '\u009e' or '\u009f':
                _state = State.String;
                break;
            case '\a' or '\b' or '\t' or '\n' or '\v' or '\f' or '\r' or '\u000e' or '\u000f':
                passed.Append(c);
                break;
            case < ' ' or (>= '\u007f' and <= '\u009f') or '\u061c' or '\u200e' or '\u200f':
            case (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069'):
                break;
            default:
                passed.Append(c);
                break;
        }
    }

    void AfterEscape(char c, StringBuilder passed)
    {
        _state = State.Text;
        switch (c)
        {
            case Escape:
                _state = State.Escape;
                break;
            case '[':
                StartControl();
                break;
            case ']' or 'P' or 'X' or '^' or '_':
                _state = State.String;
                break;
            case '(' or ')' or '*' or '+' or '#':
                _sequence.Clear().Append(Escape).Append(c);
                _state = State.Charset;
                break;
            case '7' or '8' or 'D' or 'E' or 'H' or 'M':
                passed.Append(Escape).Append(c);
                break;
            default:
                break;
        }
    }

    void StartControl()
    {
        _sequence.Clear();
        _state = State.Control;
    }

    void InControl(char c, StringBuilder passed)
    {
        switch (c)
        {
            case Escape:
                _state = State.Escape;
                break;
            case < ' ':
                // Terminals act on control characters within a sequence.
                InText(c, passed);
                break;
            case >= '@' and <= '~':
                var parameters = _sequence.ToString();
                if (_state == State.Control && Allowed(parameters, c))
                {
                    passed.Append(Escape).Append('[').Append(parameters).Append(c);
                    AlternateScreen = parameters is ['?', .. var modes]
                        && modes.Split(';').Any(m => m is "47" or "1047" or "1049")
                            ? c == 'h'
                            : AlternateScreen;
                }

                _state = State.Text;
                break;
            case > '~':
                _state = State.Text;
                break;
            default:
                if (_sequence.Length == LongestSequence)
                {
                    _state = State.ControlTooLong;
                }

                _sequence.Append(_state == State.Control ? c : null);
                break;
        }
    }

    static bool Allowed(string parameters, char final)
    {
        if (parameters.All(p => char.IsAsciiDigit(p) || p is ';' or ':'))
        {
            return PlainFinals.Contains(final) || (final is 'h' or 'l' && parameters == "4");
        }

        // Cursor shape, soft reset, and the private modes; each mode is named, so that none rides along.
        return (parameters.EndsWith(' ') && final == 'q' && parameters.Length <= 3)
            || (parameters == "!" && final == 'p')
            || (parameters[0] == '?' && final is 'h' or 'l' && parameters[1..].Split(';').All(PrivateModes.Contains))
            || (parameters is "?" or "?0" or "?1" or "?2" && final is 'J' or 'K');
    }
}
