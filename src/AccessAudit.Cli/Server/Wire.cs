using System.Text.Json;

namespace AccessAudit.Cli.Server;

/// <summary>
/// How answers are read: members that this version does not know are skipped (the server may be newer), members that it
/// needs must be there.
/// </summary>
static class Wire
{
    // Far above a full page of the longest requests; a server cannot fill our memory.
    const long Largest = 8 << 20;

    static readonly JsonSerializerOptions Lenient = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <exception cref="JsonException">It is not what we expect.</exception>
    public static T Read<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, Lenient) ?? throw new JsonException("null");

    /// <summary>Redirects are not followed: a token goes where it was meant to go.</summary>
    public static HttpClient Client() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        UseCookies = false,
    })
    {
        Timeout = TimeSpan.FromSeconds(30),
        MaxResponseContentBufferSize = Largest,
    };
}
