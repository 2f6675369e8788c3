using System.Buffers;
using System.Globalization;
using System.Text.Json;
using AccessAudit.Refusals;
using AccessAudit.Web.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AccessAudit.Web.Calls;

/// <summary>A request's JSON body, read whole and strictly. An absent body stands for <c>{}</c>.</summary>
static class Body
{
    internal const int MaxBytes = 64 * 1024;

    internal sealed record Fault(Refusal Refusal, string? Path = null);

    internal static async Task<(T? Value, byte[] Bytes, Fault? Fault)> ReadAsync<T>(
        HttpContext http, int maxBytes, CancellationToken ct) where T : class
    {
        var request = http.Request;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = maxBytes;
        }

        if (request.ContentLength > maxBytes)
        {
            return (null, [], new(TooLarge(maxBytes)));
        }

        var bytes = await BytesAsync(request, maxBytes, ct);
        if (bytes.Length > maxBytes)
        {
            return (null, [], new(TooLarge(maxBytes)));
        }

        if (bytes.Length > 0 && !request.HasJsonContentType())
        {
            return (null, [], new(new Refusal("body.media_type")));
        }

        try
        {
            return JsonSerializer.Deserialize<T>(bytes.Length == 0 ? "{}"u8 : bytes, Json.Options) is { } value
                ? (value, bytes, null)
                : (null, [], new(new Refusal("body.malformed")));
        }
        catch (JsonException malformed)
        {
            // The exception's own text may quote the body, which may hold a code: only the path is told.
            return (null, [], new(new Refusal("body.malformed"), malformed.Path));
        }
    }

    static Refusal TooLarge(int maxBytes) => maxBytes == MaxBytes
        ? new Refusal("body.too_large")
        : new Refusal("file.too_large", (maxBytes / 1024).ToString(CultureInfo.InvariantCulture));

    static async Task<byte[]> BytesAsync(HttpRequest request, int maxBytes, CancellationToken ct)
    {
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(ct);
            if (read.IsCompleted || read.Buffer.Length > maxBytes)
            {
                var bytes = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return bytes;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
