using System.Text.Json;
using System.Text.Json.Nodes;

namespace AccessAudit.Scenarios.Stage;

/// <summary>What the API answered.</summary>
sealed record Reply(int Status, string Text, string? Type, IReadOnlyDictionary<string, string> Headers)
{
    internal JsonNode Json => JsonNode.Parse(Text) ?? throw new JsonException("an empty answer");

    /// <summary>The stable code of a problem.</summary>
    internal string? Code => Type == "application/problem+json" ? Json["code"]?.GetValue<string>() : null;

    internal static async Task<Reply> OfAsync(HttpResponseMessage answer, CancellationToken ct) => new(
        (int)answer.StatusCode,
        await answer.Content.ReadAsStringAsync(ct),
        answer.Content.Headers.ContentType?.MediaType,
        answer.Headers.ToDictionary(
            header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase));

    internal JsonNode Must(int status) => Status == status
        ? Json
        : throw new InvalidOperationException($"expected {status}, got {Status}: {Text}");
}
