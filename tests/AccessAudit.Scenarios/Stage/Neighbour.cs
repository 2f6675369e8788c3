namespace AccessAudit.Scenarios.Stage;

/// <summary>A further gateway process beside a world's own.</summary>
sealed class Neighbour(string web, IReadOnlyDictionary<string, string?> settings) : IAsyncDisposable
{
    Binary? _process;

    internal string Web => web;

    internal async Task StartAsync() => _process =
        await Binary.StartAsync("accessaudit-host", settings, "Application started", "serve");

    /// <summary>SIGKILL: no goodbye.</summary>
    internal Task KillAsync() => _process!.KillAsync();

    internal Task StopAsync() => _process!.StopAsync();

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }
}
