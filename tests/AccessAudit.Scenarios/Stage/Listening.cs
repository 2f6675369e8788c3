using System.Net.ServerSentEvents;

namespace AccessAudit.Scenarios.Stage;

/// <summary>An open page's stream of events, read one by one.</summary>
sealed class Listening : IAsyncDisposable
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    readonly HttpClient _http;
    readonly HttpResponseMessage _answer;
    readonly IAsyncEnumerator<SseItem<string>> _events;

    Listening(HttpClient http, HttpResponseMessage answer, Stream stream)
    {
        (_http, _answer) = (http, answer);
        _events = SseParser.Create(stream).EnumerateAsync().GetAsyncEnumerator();
    }

    internal static async Task<Listening> OpenAsync(World world, Browser browser, CancellationToken ct, string? last = null)
    {
        var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(world.Web + "/live"));
        request.Headers.Add("Accept", "text/event-stream");
        request.Headers.Add("Cookie", $"accessaudit={browser.Cookie(world.Web, "accessaudit")}");
        if (last is not null)
        {
            request.Headers.Add("Last-Event-ID", last);
        }

        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        return new Listening(http, answer, await answer.Content.ReadAsStreamAsync(ct));
    }

    internal int Status => (int)_answer.StatusCode;

    /// <summary>The next event; null at the end of the stream.</summary>
    internal async Task<SseItem<string>?> NextAsync() =>
        await _events.MoveNextAsync().AsTask().WaitAsync(Limit) ? _events.Current : null;

    public async ValueTask DisposeAsync()
    {
        _answer.Dispose();
        _http.Dispose();
        try
        {
            await _events.DisposeAsync();
        }
        catch (NotSupportedException)
        {
            // A read was under way: the answer's end ends it.
        }
    }
}
