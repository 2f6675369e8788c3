using System.Buffers;
using System.Text.Json;
using AccessAudit.Refusals;
using AccessAudit.Web.Api;
using Microsoft.AspNetCore.Http;

namespace AccessAudit.Web.Calls;

/// <summary>A request's JSON body, read whole and strictly. An absent body stands for <c>{}</c>.</summary>
static class Body
{
    internal const int MaxBytes = 64 * 1024;

    internal sealed record Fault(Refusal Refusal, string? Path = null);

    internal static async Task<(T? Value, byte[] Bytes, Fault? Fault)> ReadAsync<T>(
        HttpRequest request, CancellationToken ct) where T : class
    {
        if (request.ContentLength > MaxBytes)
        {
            return (null, [], new(new Refusal("body.too_large")));
        }

        var bytes = await BytesAsync(request, ct);
        if (bytes.Length > MaxBytes)
        {
            return (null, [], new(new Refusal("body.too_large")));
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

    static async Task<byte[]> BytesAsync(HttpRequest request, CancellationToken ct)
    {
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(ct);
            if (read.IsCompleted || read.Buffer.Length > MaxBytes)
            {
                var bytes = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return bytes;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
