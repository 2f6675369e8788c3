using System.Text.Encodings.Web;
using System.Text.Json;

namespace AccessAudit.Cli.Server;

static class JsonShape
{
    /// <summary>As the API writes it: one line. Letters stay letters: it is read by programs and eyes, not by browsers.</summary>
    public static JsonSerializerOptions OneLine { get; } = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
