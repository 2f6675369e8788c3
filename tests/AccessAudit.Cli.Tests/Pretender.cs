using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AccessAudit.Cli.Tests;

/// <summary>Plays a gateway and an identity provider that do not behave: each path answers what the test says, in turn.</summary>
sealed class Pretender : IAsyncDisposable
{
    readonly HttpListener _listener = new();
    readonly ConcurrentDictionary<string, ConcurrentQueue<(int Status, string Body)>> _answers = new();
    readonly Task _serving;

    public Pretender()
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Address = $"http://localhost:{((IPEndPoint)free.LocalEndpoint).Port}";
        }

        _listener.Prefixes.Add(Address + "/");
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Address { get; }

    /// <summary>What was asked, and when.</summary>
    public ConcurrentQueue<(string Path, string Body, string? Authorization, string? Key, DateTime At)> Asked { get; } = new();

    /// <summary>The last one is repeated.</summary>
    public Pretender Answers(string path, params (int Status, string Body)[] inTurn)
    {
        _answers[path] = new(inTurn);
        return this;
    }

    public Pretender Answers(string path, string body) => Answers(path, (200, body));

    /// <summary>A provider whose device flow begins well.</summary>
    public Pretender IsProvider(int expiresIn = 60, string userCode = "1234-5678", string? page = null) => this
        .Answers("/api/v1/sign-in", $$"""
            {"items":[{"name":"here","issuer":"{{Address}}/","cliClientId":"cli","scope":"api offline_access"}],"next":null}
            """)
        .Answers("/.well-known/openid-configuration", $$"""
            {"issuer":"{{Address}}/","token_endpoint":"{{Address}}/token","device_authorization_endpoint":"{{Address}}/device"}
            """)
        .Answers("/device", $$"""
            {"device_code":"d","user_code":"{{userCode}}","verification_uri":"{{page ?? Address + "/verify"}}","expires_in":{{expiresIn}},"interval":1}
            """);

    public async ValueTask DisposeAsync()
    {
        // Closed once and at one go: between a stop and a close the listener asks for its port again, which may be another's.
        _listener.Close();
        await _serving;
    }

    async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                var call = await _listener.GetContextAsync();
                var body = await new StreamReader(call.Request.InputStream).ReadToEndAsync();
                var path = call.Request.Url!.AbsolutePath;
                Asked.Enqueue((
                    path, body, call.Request.Headers["Authorization"], call.Request.Headers["Idempotency-Key"],
                    DateTime.UtcNow));
                var (status, text) = (404, "{}");
                if (_answers.TryGetValue(path, out var inTurn) && inTurn.TryPeek(out var next))
                {
                    (status, text) = next;
                    if (inTurn.Count > 1)
                        inTurn.TryDequeue(out _);
                }

                call.Response.StatusCode = status;
                if (status is >= 300 and < 400)
                    call.Response.RedirectLocation = text;
                call.Response.Close(Encoding.UTF8.GetBytes(text), willBlock: false);
            }
            catch (Exception end) when (end is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
        }
    }
}
