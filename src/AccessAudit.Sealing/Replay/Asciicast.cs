using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AccessAudit.Sealing.Replay;

/// <summary>
/// asciicast v2 (docs.asciinema.org/manual/asciicast/v2): one JSON line of header, then one per event.
/// It is a rendering, the recording stays the evidence; it holds the target's escape sequences as they were, so play it with a
/// player that runs its own screen, or with <c>accessaudit replay</c>, which filters them.
/// </summary>
public static class Asciicast
{
    /// <summary>Writes the channel's events; times count from the first of them.</summary>
    /// <param name="startedAt">Wall-clock start of the session.</param>
    public static void Write(
        TextWriter output, DateTimeOffset startedAt, ChannelSummary channel, IEnumerable<CastEvent> events)
    {
        var size = channel.Size;
        var began = startedAt.AddTicks((long)(channel.FirstNanoseconds / 100));
        output.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"version\":2,\"width\":{Bounded(size?.Columns, 80)},\"height\":{Bounded(size?.Rows, 24)}"));
        output.Write(string.Create(CultureInfo.InvariantCulture, $",\"timestamp\":{began.ToUnixTimeSeconds()}"));
        output.Write($",\"title\":{Quote(channel.Title)}");
        if (channel.Opened?.Term is { } term)
        {
            output.Write($",\"env\":{{\"TERM\":{Quote(term)}}}");
        }

        output.Write("}\n");
        foreach (var shown in events)
        {
            output.Write('[');
            output.Write(Seconds(shown.Nanoseconds - Math.Min(shown.Nanoseconds, channel.FirstNanoseconds)));
            output.Write($",\"{shown.Code}\",{Quote(shown.Data)}]\n");
        }
    }

    // Microseconds: what a player can use. Integer arithmetic, so that no rounding depends on the size of the number.
    static string Seconds(ulong nanoseconds) => string.Create(
        CultureInfo.InvariantCulture, $"{nanoseconds / 1_000_000_000}.{nanoseconds / 1000 % 1_000_000:D6}");

    static uint Bounded(uint? value, uint otherwise) => value is > 0 and <= 10_000 ? value.Value : otherwise;

    static string Quote(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
