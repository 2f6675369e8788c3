using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using AccessAudit.Gateway.Ssh.Keys;

namespace AccessAudit.Gateway.Ssh.Tests.Support;

/// <summary>A real sshd of our own on a loopback port, run as who runs the tests.</summary>
sealed class PrivateSshd : IAsyncDisposable
{
    readonly Process _process;
    readonly List<string> _log = [];

    PrivateSshd(Process process, int port, PublicKey hostKey)
    {
        _process = process;
        Port = port;
        HostKey = hostKey;
    }

    public int Port { get; }

    public PublicKey HostKey { get; }

    public static async Task<PrivateSshd> StartAsync(
        OpenSsh files, string authorizedKey, string hostKeyType = "ed25519", params string[] more)
    {
        if (Environment.UserName == "root")
        {
            // Where sshd as root insists on jailing its unprivileged half.
            Directory.CreateDirectory("/run/sshd");
        }

        var hostKey = await files.KeyAsync("host", hostKeyType);
        await File.WriteAllTextAsync(files.PathOf("authorized"), authorizedKey + "\n");
        var port = OpenSsh.FreePort();
        string[] config =
        [
            $"Port {port}", "ListenAddress 127.0.0.1", $"HostKey {hostKey}", "PidFile none", "UsePAM no",
            $"AuthorizedKeysFile {files.PathOf("authorized")}", "StrictModes no", "PermitRootLogin yes",
            "PasswordAuthentication no", "KbdInteractiveAuthentication no", "LogLevel VERBOSE", .. more,
        ];
        await File.WriteAllLinesAsync(files.PathOf("sshd_config"), config);
        var start = new ProcessStartInfo(OpenSsh.Server!, ["-D", "-e", "-f", files.PathOf("sshd_config")])
        {
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        var publicKey = PublicKey.ParseLine(await File.ReadAllTextAsync(hostKey + ".pub"), out _, out _)!;
        var sshd = new PrivateSshd(process, port, publicKey);
        await sshd.ReadyAsync();
        return sshd;
    }

    public async Task<Stream> ConnectAsync()
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, Port);
        return client.GetStream();
    }

    public string Log
    {
        get
        {
            lock (_log)
            {
                return string.Join('\n', _log);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    async Task ReadyAsync()
    {
        var listening = new TaskCompletionSource();
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_log)
            {
                _log.Add(line.Data ?? "");
            }

            if (line.Data is null)
            {
                listening.TrySetException(new InvalidOperationException("sshd did not start: " + Log));
            }
            else if (line.Data.StartsWith("Server listening", StringComparison.Ordinal))
            {
                listening.TrySetResult();
            }
        };
        _process.BeginErrorReadLine();
        await listening.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }
}
