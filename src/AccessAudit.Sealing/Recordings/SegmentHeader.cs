using System.Globalization;
using System.Text;

namespace AccessAudit.Sealing.Recordings;

/// <summary>
/// The four lines that open a segment's plaintext: magic and version, session id, segment number, start of the session.
/// <code>
/// accessaudit-recording v1 LF
/// {session} LF
/// {sequence, decimal, from 1} LF
/// {start of the session, UTC, yyyy-MM-ddTHH:mm:ss.fffZ} LF
/// </code>
/// </summary>
/// <param name="Session">The session's id, see <see cref="RecordingFormat.IsPlainId"/>.</param>
/// <param name="Sequence">Which segment of the session this is, from 1.</param>
/// <param name="StartedAt">Wall-clock start of the session, to the millisecond; chunk times count from here.</param>
public sealed record SegmentHeader(string Session, int Sequence, DateTimeOffset StartedAt)
{
    const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>The bytes.</summary>
    public byte[] ToBytes() => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"{RecordingFormat.MagicLine}\n{Session}\n{Sequence}\n{StartedAt.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)}\n"));

    /// <summary>Reads the four lines and no byte further.</summary>
    /// <exception cref="RecordingFormatException">They are not exactly what a writer writes.</exception>
    public static SegmentHeader Read(Stream plaintext)
    {
        if (Line(plaintext) != RecordingFormat.MagicLine)
        {
            throw new RecordingFormatException($"The segment does not start with the line '{RecordingFormat.MagicLine}'.");
        }

        var session = Line(plaintext);
        var sequence = Line(plaintext);
        var started = Line(plaintext);
        if (!RecordingFormat.IsPlainId(session))
        {
            throw new RecordingFormatException("The segment names no plain session id.");
        }

        if (!int.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number is < 1 or > RecordingFormat.MaxSegments
            || number.ToString(CultureInfo.InvariantCulture) != sequence)
        {
            throw new RecordingFormatException("The segment's number is not a plain decimal from 1.");
        }

        return DateTimeOffset.TryParseExact(
            started, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? new SegmentHeader(session, number, at)
            : throw new RecordingFormatException("The segment's start is not a UTC time to the millisecond.");
    }

    static string Line(Stream plaintext)
    {
        const int longest = 100;
        var line = new StringBuilder();
        while (true)
        {
            var value = plaintext.ReadByte();
            if (value is < 0 or > 0x7e || line.Length == longest)
            {
                throw new RecordingFormatException("The segment's header is cut, too long, or not ASCII.");
            }

            if (value == '\n')
            {
                return line.ToString();
            }

            line.Append((char)value);
        }
    }
}
