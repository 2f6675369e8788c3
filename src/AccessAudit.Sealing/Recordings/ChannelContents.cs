using System.Buffers;
using System.Text.Json;

namespace AccessAudit.Sealing.Recordings;

/// <summary>
/// Content of <see cref="RecordKind.ChannelOpened"/>, JSON in ASCII:
/// <c>{"type":"exec","command":"base64","text":"escaped","term":"xterm"}</c>, absent members left out.
/// </summary>
/// <param name="Type"><c>shell</c>, <c>exec</c> or <c>subsystem</c>.</param>
/// <param name="Command">The command (exec) or the subsystem's name, byte for byte as the client sent it.</param>
/// <param name="Term">Terminal type when the channel has a terminal, else null: its lines then end in a bare LF.</param>
public sealed record ChannelOpened(string Type, ReadOnlyMemory<byte>? Command = null, string? Term = null)
{
    public byte[] ToBytes() => ChannelJson.Write(json =>
    {
        json.WriteString("type", Type);
        if (Command is { } command)
        {
            json.WriteBase64String("command", command.Span);
            json.WriteString("text", EscapedText.Of(command.Span));
        }

        if (Term is not null)
        {
            json.WriteString("term", Term);
        }
    });

    /// <exception cref="RecordingFormatException">Not the JSON above.</exception>
    public static ChannelOpened Read(ReadOnlyMemory<byte> content) => ChannelJson.Read(content, json => new ChannelOpened(
        json.GetProperty("type").GetString() ?? throw new JsonException("type is null"),
        json.TryGetProperty("command", out var command) ? (ReadOnlyMemory<byte>?)command.GetBytesFromBase64() : null,
        json.TryGetProperty("term", out var term) ? term.GetString() : null));
}

/// <summary>
/// Content of <see cref="RecordKind.ChannelClosed"/>, JSON in ASCII: <c>{"exitStatus":7}</c>, <c>{"exitSignal":"TERM"}</c>,
/// with <c>"cause"</c> when the gateway closed it; <c>{}</c> when the target gave neither.
/// </summary>
public sealed record ChannelClosed(uint? ExitStatus = null, string? ExitSignal = null, string? Cause = null)
{
    public byte[] ToBytes() => ChannelJson.Write(json =>
    {
        if (ExitStatus is { } status)
        {
            json.WriteNumber("exitStatus", status);
        }

        if (ExitSignal is not null)
        {
            json.WriteString("exitSignal", ExitSignal);
        }

        if (Cause is not null)
        {
            json.WriteString("cause", Cause);
        }
    });

    /// <exception cref="RecordingFormatException">Not the JSON above.</exception>
    public static ChannelClosed Read(ReadOnlyMemory<byte> content) => ChannelJson.Read(content, json => new ChannelClosed(
        json.TryGetProperty("exitStatus", out var status) ? status.GetUInt32() : null,
        json.TryGetProperty("exitSignal", out var signal) ? signal.GetString() : null,
        json.TryGetProperty("cause", out var cause) ? cause.GetString() : null));
}

static class ChannelJson
{
    // The default encoder escapes all but plain ASCII, so that no terminal escape survives in a dump of a chunk.
    public static byte[] Write(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static T Read<T>(ReadOnlyMemory<byte> content, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(content, new JsonDocumentOptions { MaxDepth = 2 });
            return read(document.RootElement);
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException or FormatException
            or KeyNotFoundException)
        {
            throw new RecordingFormatException($"The content of a channel chunk is malformed: {cause.Message}", cause);
        }
    }
}
