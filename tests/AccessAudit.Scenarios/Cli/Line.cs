using System.Net;
using System.Net.Sockets;

namespace AccessAudit.Scenarios.Cli;

/// <summary>
/// A network between a terminal and the gateway that can break: the next connection may lose its answer after the
/// request has arrived, which is the moment when a client cannot know what was done.
/// </summary>
sealed class Line : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _end = new();
    readonly List<Task> _running = [];
    readonly Task _accepting;
    readonly int _to;
    string? _losing;

    internal Line(int to)
    {
        _to = to;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    internal string Address => $"http://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Answers that were lost so far.</summary>
    internal int Lost { get; private set; }

    /// <summary>The next request that begins so loses its answer.</summary>
    internal void LoseAnswerTo(string beginning) => _losing = beginning;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_running);
        _end.Dispose();
    }

    async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _running.Add(CarryAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException)
        {
            // The end of the line.
        }
    }

    async Task CarryAsync(TcpClient near)
    {
        using var far = new TcpClient();
        using (near)
        {
            try
            {
                await far.ConnectAsync(IPAddress.Loopback, _to, _end.Token);
                var (here, there) = (near.GetStream(), far.GetStream());
                var isLost = new TaskCompletionSource();
                await Task.WhenAny(AskAsync(here, there, isLost), AnswerAsync(there, here, isLost.Task));
            }
            catch (Exception end) when (end is OperationCanceledException or IOException or SocketException)
            {
                // Whoever hung up first.
            }
        }
    }

    async Task AskAsync(NetworkStream from, NetworkStream to, TaskCompletionSource isLost)
    {
        var some = new byte[16 * 1024];
        while (await from.ReadAsync(some, _end.Token) is > 0 and var count)
        {
            if (_losing is { } losing
                && System.Text.Encoding.ASCII.GetString(some, 0, count).StartsWith(losing, StringComparison.Ordinal))
            {
                _losing = null;
                Lost++;
                isLost.SetResult();
            }

            await to.WriteAsync(some.AsMemory(0, count), _end.Token);
        }
    }

    async Task AnswerAsync(NetworkStream from, NetworkStream to, Task isLost)
    {
        var some = new byte[16 * 1024];
        while (await from.ReadAsync(some, _end.Token) is > 0 and var count)
        {
            if (isLost.IsCompleted)
            {
                return;
            }

            await to.WriteAsync(some.AsMemory(0, count), _end.Token);
        }
    }
}
