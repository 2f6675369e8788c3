using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using AccessAudit.Cli.Server;

namespace AccessAudit.Cli.SignIn;

/// <summary>What a provider's endpoint answered to a form.</summary>
sealed record FormAnswer(HttpStatusCode Status, string Body)
{
    public bool IsYes => (int)Status is >= 200 and < 300;

    /// <exception cref="HttpRequestException">It is not what the specification says.</exception>
    public T Read<T>()
    {
        try
        {
            return Wire.Read<T>(Body);
        }
        catch (JsonException)
        {
            // The body may hold a token: it is not quoted.
            throw new HttpRequestException($"the identity provider answered {(int)Status}, not as OAuth writes it");
        }
    }

    /// <summary>RFC 6749 section 5.2.</summary>
    internal sealed record Fault(
        [property: JsonPropertyName("error")] string Error,
        [property: JsonPropertyName("error_description")] string? Description = null);

    /// <summary>RFC 6749 section 5.1. A provider that does not say how long the token lives is asked again soon.</summary>
    internal sealed record Granted(
        [property: JsonPropertyName("access_token")] string AccessToken,
        [property: JsonPropertyName("refresh_token")] string? RefreshToken = null,
        [property: JsonPropertyName("expires_in")] int ExpiresIn = 120);

    /// <summary>RFC 8628 section 3.2.</summary>
    internal sealed record Device(
        [property: JsonPropertyName("device_code")] string DeviceCode,
        [property: JsonPropertyName("user_code")] string UserCode,
        [property: JsonPropertyName("verification_uri")] string VerificationUri,
        [property: JsonPropertyName("expires_in")] int ExpiresIn,
        [property: JsonPropertyName("interval")] int Interval = 5);
}
