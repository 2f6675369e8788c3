using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace AccessAudit.Gateway.Ssh.Tests.Support;

/// <summary>The installed OpenSSH, and a folder for the files of one test.</summary>
sealed class OpenSsh : IDisposable
{
    public const string Missing = "OpenSSH (ssh, sshd, ssh-keygen) is not installed";

    public static readonly string? Client = Find("ssh");
    public static readonly string? Server = Find("sshd");
    public static readonly string? Keygen = Find("ssh-keygen");

    public OpenSsh()
    {
        Folder = Directory.CreateTempSubdirectory("accessaudit-ssh-").FullName;
        OwnerOnly(Folder);
    }

    public static bool IsMissing => Client is null || Server is null || Keygen is null;

    public string Folder { get; }

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Mode 0700, as ssh demands of keys and we of scripts.</summary>
    public static void OwnerOnly(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>A key pair by ssh-keygen; the path of the private half.</summary>
    public async Task<string> KeyAsync(string name, string type, int? bits = null)
    {
        List<string> args = ["-q", "-t", type, "-N", "", "-C", name, "-f", PathOf(name)];
        if (bits is { } size)
        {
            args.AddRange(["-b", $"{size}"]);
        }

        var run = await RunAsync(Keygen!, args, null);
        Assert.True(run.Exit == 0, run.Error);
        return PathOf(name);
    }

    public static async Task<(int Exit, byte[] Output, string Error)> RunAsync(
        string program, IEnumerable<string> arguments, byte[]? input, IDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Remove("SSH_AUTH_SOCK");
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input ?? []);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program ended without reading it all; its exit code tells.
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new TimeoutException($"{program} did not end");
        }

        await reading;
        return (process.ExitCode, output.ToArray(), await errors);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/usr/local/sbin").Split(':')
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
