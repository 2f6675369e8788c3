using System.Diagnostics;

namespace AccessAudit.Gateway.Ssh.Tests.Support;

/// <summary>An ssh-agent of our own.</summary>
sealed class PrivateAgent : IDisposable
{
    readonly Process _process;

    PrivateAgent(Process process, string socket)
    {
        _process = process;
        Socket = socket;
    }

    public string Socket { get; }

    public static async Task<PrivateAgent> StartAsync(string socket)
    {
        var process = Process.Start(new ProcessStartInfo("ssh-agent", ["-D", "-a", socket])
        {
            RedirectStandardOutput = true,
        })!;
        // It says its address once it listens.
        await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20));
        return new(process, socket);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.WaitForExit();
        _process.Dispose();
    }
}
