using System.Net;
using System.Net.Http.Headers;

namespace AccessAudit.Cli.Fetch;

/// <summary>A client's log at a gateway: <c>https://gateway/api/v1/clients/ID/log/</c>, read with a bearer token.</summary>
sealed class LogAddress : IDisposable
{
    // Far above a full bundle of the longest entries (256 x 65,537 bytes); a server cannot fill our memory.
    const long Largest = 32 << 20;

    readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30), MaxResponseContentBufferSize = Largest };

    public LogAddress(Uri log, string? token)
    {
        _http.BaseAddress = log.AbsoluteUri.EndsWith('/') ? log : new Uri(log.AbsoluteUri + "/");
        if (token is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    /// <exception cref="HttpRequestException">No such file, not allowed, or not reached.</exception>
    public async Task<byte[]> ReadAsync(string path, CancellationToken ct)
    {
        using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative), ct);
        return answer.StatusCode == HttpStatusCode.OK
            ? await answer.Content.ReadAsByteArrayAsync(ct)
            : throw new HttpRequestException($"{path}: the gateway answered {(int)answer.StatusCode}", null, answer.StatusCode);
    }

    public void Dispose() => _http.Dispose();
}
