using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AccessAudit.Cli.SignIn;

namespace AccessAudit.Cli.Server;

/// <summary>
/// The calls of one person to one gateway. A network that breaks, or a gateway that is busy, is asked again: reads as
/// they are, acts with the same <c>Idempotency-Key</c>, so that an act that had arrived is not done twice.
/// </summary>
sealed class Api(Uri server, ITokens tokens, Texts texts) : IDisposable
{
    const int Attempts = 4;
    const int PageSize = 200;
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(400);

    readonly HttpClient _http = Wire.Client();

    public Uri Server => server;

    public Task<string> GetAsync(string path, CancellationToken ct) => SendAsync(HttpMethod.Get, path, null, ct);

    public Task<string> PostAsync(string path, JsonObject body, CancellationToken ct) =>
        SendAsync(HttpMethod.Post, path, body.ToJsonString(), ct);

    /// <summary>Every page of a list, as one.</summary>
    /// <param name="atMost">Items; null = all.</param>
    public async Task<IReadOnlyList<JsonNode>> ListAsync(string path, CancellationToken ct, int? atMost = null)
    {
        List<JsonNode> all = [];
        var from = "";
        while (from is not null && (atMost is not { } most || all.Count < most))
        {
            var limit = Math.Min(PageSize, atMost - all.Count ?? PageSize);
            var page = Wire.Read<Page>(await GetAsync($"{path}{(path.Contains('?') ? '&' : '?')}limit={limit}{from}", ct));
            all.AddRange(page.Items.Select(item => item ?? throw new JsonException("null")));
            from = page.Next is { } next ? $"&cursor={Uri.EscapeDataString(next)}" : null;
        }

        return all;
    }

    /// <exception cref="VerbEndedException">The gateway refused, or nobody answered.</exception>
    async Task<string> SendAsync(HttpMethod method, string path, string? body, CancellationToken ct)
    {
        var key = Guid.NewGuid().ToString("N");
        for (var attempt = 1; ; attempt++)
        {
            var last = attempt == Attempts;
            try
            {
                var (status, answer) = await OnceAsync(method, path, body, key, ct);
                if (status == HttpStatusCode.Unauthorized && tokens.Forget())
                    (status, answer) = await OnceAsync(method, path, body, key, ct);
                if ((int)status is >= 200 and < 300)
                    return answer;
                if (status != HttpStatusCode.ServiceUnavailable || last)
                    throw WithHint(Problem.End(status, answer, texts));
            }
            catch (Exception broken) when (IsBroken(broken, ct))
            {
                if (last)
                    throw Unreachable(method, broken);
            }

            await Task.Delay(FirstPause * (1 << (attempt - 1)), ct);
        }
    }

    async Task<(HttpStatusCode Status, string Answer)> OnceAsync(
        HttpMethod method, string path, string? body, string key, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, new Uri(server, "/api/v1/" + path));
        request.Headers.AcceptLanguage.Add(new StringWithQualityHeaderValue(texts.Tag));
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("accessaudit", "1"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await tokens.AccessAsync(ct));
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            request.Headers.Add("Idempotency-Key", key);
        }

        using var answer = await _http.SendAsync(request, ct);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(ct));
    }

    public void Dispose() => _http.Dispose();

    /// <summary>True for what a second attempt may cure; our own cancellation is not.</summary>
    internal static bool IsBroken(Exception error, CancellationToken ct) =>
        error is HttpRequestException or IOException || (error is TaskCanceledException && !ct.IsCancellationRequested);

    sealed record Page(IReadOnlyList<JsonObject?> Items, string? Next = null);

    VerbEndedException Unreachable(HttpMethod method, Exception broken) => new(
        Exit.CannotTell, "cli.unreachable",
        texts.Say($"{server} does not answer: {broken.Message}", $"{server} ne répond pas : {broken.Message}"),
        method == HttpMethod.Get ? null : texts.Say(
            "Whether the act was done cannot be told; look before you repeat it.",
            "On ne peut dire si l'acte a été fait ; vérifiez avant de le répéter."));

    VerbEndedException WithHint(VerbEndedException end) => end.Status != (int)HttpStatusCode.Unauthorized
        ? end
        : new(end.ExitCode, end.Code, end.Message, SignInHint.For(server, texts)) { Status = end.Status };
}
