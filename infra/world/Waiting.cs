namespace AccessAudit.World;

/// <summary>Waits until gateway and identity provider answer.</summary>
static class Waiting
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<int> RunAsync()
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        var start = TimeProvider.System.GetTimestamp();
        foreach (var address in new[] { Place.Identity + "/.well-known/openid-configuration", Place.Web + "/health/ready" })
        {
            while (!await AnswersAsync(http, address))
            {
                if (TimeProvider.System.GetElapsedTime(start) > Patience)
                {
                    throw new DemoException($"{address} does not answer");
                }

                await Task.Delay(TimeSpan.FromMilliseconds(200));
            }
        }

        return 0;
    }

    static async Task<bool> AnswersAsync(HttpClient http, string address)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(address));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
