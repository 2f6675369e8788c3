using System.Diagnostics;

namespace AccessAudit.PrivatePostgres;

/// <summary>
/// A server's files and its running. PostgreSQL refuses to run as root: then an unprivileged user that is there already
/// runs it, and nothing is installed or changed for that.
/// </summary>
sealed class ServerFolder : IAsyncDisposable
{
    /// <summary>Should the tests be killed, their server goes too, and its folder with it.</summary>
    const string Outlived = """
        ( while [ -d "/proc/$1" ]; do sleep 2; done
          "$2" -D "$3/data" -m immediate stop; rm -rf "$3" ) </dev/null >/dev/null 2>&1 &
        """;

    readonly string _folder;
    readonly string? _user;

    ServerFolder(string folder, string? user) => (_folder, _user) = (folder, user);

    /// <summary>The folder of initdb and pg_ctl, the newest version's; null when there is none.</summary>
    public static string? Programs { get; } = Find();

    /// <summary>Whether whoever would run the server may at all: programs, libraries and folders must be open to them.</summary>
    public static bool CanRun()
    {
        var initdb = Path.Combine(Programs!, "initdb");
        var start = Environment.UserName == "root"
            ? new ProcessStartInfo("setpriv", [.. AsUser(Unprivileged()), initdb, "--version"])
            : new ProcessStartInfo(initdb, ["--version"]);
        (start.RedirectStandardOutput, start.RedirectStandardError, start.WorkingDirectory) = (true, true, "/");
        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    /// <summary>The folder with the Unix socket.</summary>
    public string Socket => _folder;

    string Data => Path.Combine(_folder, "data");

    public static async Task<ServerFolder> StartAsync(string superuser)
    {
        var folder = Directory.CreateTempSubdirectory("accessaudit-pg-").FullName;
        var server = new ServerFolder(folder, Environment.UserName == "root" ? Unprivileged() : null);
        if (server._user is { } user)
            await RunAsync("chown", [user, folder]);
        await server.AsUserAsync("initdb", "-D", server.Data, "-U", superuser, "-A", "trust", "-E", "UTF8",
            "--locale", "C.UTF-8", "--no-sync");
        await server.AsUserAsync("pg_ctl", "-D", server.Data, "-l", Path.Combine(folder, "log"), "-w", "-o",
            $"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=on -c max_connections=200 "
            + "-c shared_buffers=64MB",
            "start");
        await server.AsUserAsync("/bin/sh", "-c", Outlived, "sh", $"{Environment.ProcessId}",
            Path.Combine(Programs!, "pg_ctl"), folder);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await AsUserAsync("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");
        Directory.Delete(_folder, recursive: true);
    }

    Task AsUserAsync(string program, params string[] arguments)
    {
        var path = Path.Combine(Programs!, program);
        return _user is null
            ? RunAsync(path, arguments)
            : RunAsync("setpriv", [.. AsUser(_user), path, .. arguments]);
    }

    static string[] AsUser(string user) =>
        ["--reuid", user, "--regid", user == "nobody" ? "nogroup" : user, "--clear-groups"];

    // The server must not inherit our pipes: whoever waits for their end would wait for it.
    static async Task RunAsync(string program, string[] arguments)
    {
        var log = Path.GetTempFileName();
        const string Apart = "log=$1; shift; cd / && exec \"$@\" >\"$log\" 2>&1 </dev/null";
        var start = new ProcessStartInfo("/bin/sh", ["-c", Apart, "sh", log, program, .. arguments]);
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        var said = await File.ReadAllTextAsync(log);
        File.Delete(log);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}:\n{said}");
    }

    static string Unprivileged() =>
        File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal))
            ? "postgres"
            : "nobody";

    static string? Find()
    {
        const string Debian = "/usr/lib/postgresql";
        var versions = Directory.Exists(Debian) ? Directory.GetDirectories(Debian) : [];
        return versions
            .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
            .Select(folder => Path.Combine(folder, "bin"))
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb"))
                && File.Exists(Path.Combine(folder, "pg_ctl")));
    }
}
