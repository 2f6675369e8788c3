using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace AccessAudit.Scenarios.Stage;

/// <summary>A real sshd of our own on loopback, whose only account is whoever runs the tests.</summary>
sealed class TargetServer : IAsyncDisposable
{
    static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);

    readonly string _folder;
    Process? _process;

    TargetServer(string folder) => _folder = folder;

    internal int Port { get; private set; }

    /// <summary>As a contract pins it.</summary>
    internal string HostKey { get; private set; } = "";

    /// <summary>The private key that the gateway's vault holds for this target.</summary>
    internal string Credential => Path.Combine(_folder, "gateway");

    internal static string Account => Environment.UserName;

    internal static async Task<TargetServer> StartAsync()
    {
        var server = new TargetServer(Directory.CreateTempSubdirectory("accessaudit-target-").FullName);
        if (Environment.UserName == "root")
        {
            // Where sshd, as root, jails its unprivileged half.
            Directory.CreateDirectory("/run/sshd");
        }

        await Tool.KeyAsync(Path.Combine(server._folder, "host"));
        await Tool.KeyAsync(server.Credential);
        server.HostKey = string.Join(
            ' ', (await File.ReadAllTextAsync(Path.Combine(server._folder, "host.pub"))).Split(' ').Take(2));
        server.Port = FreePort();
        await File.WriteAllLinesAsync(Path.Combine(server._folder, "sshd_config"),
        [
            $"Port {server.Port}", "ListenAddress 127.0.0.1", $"HostKey {Path.Combine(server._folder, "host")}",
            "PidFile none", "UsePAM no", "StrictModes no", "PermitRootLogin yes", "PasswordAuthentication no",
            "KbdInteractiveAuthentication no", $"AuthorizedKeysFile {server.Credential}.pub",
            "Subsystem sftp internal-sftp", "MaxStartups 100",
        ]);
        await server.ListenAsync();
        return server;
    }

    /// <summary>Ends the listener, as a target that is down; running connections stay.</summary>
    internal async Task StopAsync()
    {
        if (_process is { HasExited: false } running)
        {
            running.Kill();
            await running.WaitForExitAsync();
        }
    }

    internal async Task ListenAsync()
    {
        var start = new ProcessStartInfo(
            Tool.Find("sshd")!, ["-D", "-e", "-f", Path.Combine(_folder, "sshd_config")])
        {
            RedirectStandardError = true,
        };
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                listening.TrySetException(new InvalidOperationException("sshd did not start"));
            }
            else if (line.Data.StartsWith("Server listening", StringComparison.Ordinal))
            {
                listening.TrySetResult();
            }
        };
        _process.BeginErrorReadLine();
        await listening.Task.WaitAsync(StartLimit);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
