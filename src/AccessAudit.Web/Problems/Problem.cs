using System.Text.Json;
using System.Text.Json.Serialization;
using AccessAudit.Refusals;
using AccessAudit.Web.Api;
using AccessAudit.Web.Identity;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace AccessAudit.Web.Problems;

/// <summary>
/// An error as RFC 9457 writes it, with a <c>code</c> that never changes and a <c>detail</c> in the person's language.
/// </summary>
/// <param name="Title">The status in words.</param>
/// <param name="Path">Where in the body the fault lies (JSON path), when it lies there.</param>
sealed record Problem(int Status, string Title, string Code, string Detail, string? Path)
{
    internal const string ContentType = "application/problem+json";
    internal const string RetrySeconds = "2";

    /// <summary>Everything wrong in a contract file; absent elsewhere.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<FileError>? Errors { get; init; }

    internal static Problem Of(Refusal refusal, string locale, string? path = null)
    {
        var status = RefusalStatus.Of(refusal.Code);
        return new(
            status, ReasonPhrases.GetReasonPhrase(status), refusal.Code, RefusalTexts.Say(refusal, locale), path);
    }

    internal static Problem Of(HttpContext http, Refusal refusal, string? path = null) =>
        Of(refusal, Locale.Of(http, http.Features.Get<Caller>()?.Person), path);

    internal string ToJson() => JsonSerializer.Serialize(this, Json.Options);

    /// <summary>Writes the problem as the whole answer.</summary>
    internal static Task WriteAsync(HttpContext http, Refusal refusal, string? path = null) =>
        Of(http, refusal, path).WriteAsync(http);

    internal async Task WriteAsync(HttpContext http)
    {
        http.Response.StatusCode = Status;
        http.Response.ContentType = ContentType;
        if (Status == StatusCodes.Status503ServiceUnavailable || Code == "call.too_many")
        {
            http.Response.Headers.RetryAfter = RetrySeconds;
        }

        await http.Response.WriteAsync(ToJson(), http.RequestAborted);
    }
}

/// <param name="Line">From 1.</param>
/// <param name="Path">JSON path in the file.</param>
/// <param name="Detail">What is expected there.</param>
sealed record FileError(int Line, string Path, string Code, string Detail);
