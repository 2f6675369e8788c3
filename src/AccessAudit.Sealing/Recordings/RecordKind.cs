namespace AccessAudit.Sealing.Recordings;

/// <summary>
/// What a chunk of a recording holds (docs/recording-format.md). The numbers are for ever; new kinds take new numbers and
/// older readers refuse them. What the technician types has no kind: it is never recorded.
/// </summary>
public enum RecordKind : byte
{
    /// <summary>Bytes the target wrote to standard output (of a terminal: all it showed).</summary>
    StandardOutput = 1,

    /// <summary>Bytes the target wrote to standard error.</summary>
    StandardError = 2,

    /// <summary>The terminal has a size, see <see cref="TerminalSize"/>.</summary>
    Resize = 3,

    /// <summary>A channel opened, see <see cref="ChannelOpened"/>.</summary>
    ChannelOpened = 4,

    /// <summary>A channel closed, see <see cref="ChannelClosed"/>.</summary>
    ChannelClosed = 5,

    /// <summary>Bytes of a stream were left out here, see <see cref="StreamGap"/>.</summary>
    Gap = 6,

    /// <summary>Length and hash of a whole stream, see <see cref="StreamDigest"/>.</summary>
    StreamDigest = 7,

    /// <summary>A remark of the gateway, UTF-8 text: an expiry notice, a cut.</summary>
    Note = 8,
}
