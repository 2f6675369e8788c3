using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AccessAudit.Web.Api;

/// <summary>
/// JSON on the wire: camelCase, states as <c>snake_case</c> words, times RFC 3339 in UTC with milliseconds. Reading is
/// strict: a member that is unknown, twice there or missing is an error, so that a typo never weakens a request.
/// </summary>
static class Json
{
    internal static JsonSerializerOptions Options { get; } =
        Apply(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    internal static JsonSerializerOptions Apply(JsonSerializerOptions options)
    {
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.PropertyNameCaseInsensitive = false;
        options.MaxDepth = 16;
        options.Converters.Add(new InstantConverter());
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        return options;
    }

    sealed class InstantConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            Instants.TryRead(reader.GetString(), out var instant)
                ? instant
                : throw new JsonException("expected an RFC 3339 time with its offset, as 2026-01-31T08:00:00Z");

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Instants.Write(value));
    }
}

/// <summary>RFC 3339 times: written in UTC with milliseconds, read with any offset but never without one.</summary>
static class Instants
{
    static readonly string[] Shapes =
    [
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK",
    ];

    internal static string Write(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    internal static bool TryRead(string? text, out DateTimeOffset instant)
    {
        instant = default;
        // Without an offset the parser would take the server's own: a request must not depend on where it lands.
        return text is { Length: >= 17 and <= 40 } && (text[^1] is 'Z' or 'z' || text[^6] is '+' or '-')
            && DateTimeOffset.TryParseExact(
                text.ToUpperInvariant(), Shapes, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal,
                out instant);
    }
}
