using System.Diagnostics;

namespace AccessAudit.Scenarios.Stage;

/// <summary>A program, mostly one of our own, as a process of its own: started, listened to, stopped or killed.</summary>
sealed class Binary : IAsyncDisposable
{
    static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    readonly Process _process;
    readonly List<string> _lines = [];
    readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    Binary(Process process) => _process = process;

    internal int Exit => _process.ExitCode;

    internal string Output
    {
        get
        {
            lock (_lines)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    /// <summary>Runs to the end.</summary>
    internal static async Task<Binary> RunAsync(
        string name, IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        var ran = Launch(name, environment, "", arguments);
        await ran._process.WaitForExitAsync().WaitAsync(StartLimit);
        return ran;
    }

    /// <summary>Starts it, and returns once a line of its output says <paramref name="ready"/>.</summary>
    internal static async Task<Binary> StartAsync(
        string name, IReadOnlyDictionary<string, string?> environment, string ready, params string[] arguments)
    {
        var started = Launch(name, environment, ready, arguments);
        var ended = started._process.WaitForExitAsync();
        if (await Task.WhenAny(started._ready.Task, ended).WaitAsync(StartLimit) == ended)
        {
            throw new InvalidOperationException($"{name} ended with {started.Exit}:\n{started.Output}");
        }

        return started;
    }

    /// <summary>SIGKILL: no goodbye.</summary>
    internal async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, as a supervisor does it.</summary>
    internal async Task StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        await _process.WaitForExitAsync().WaitAsync(StartLimit);
    }

    internal Task EndedAsync() => _process.WaitForExitAsync().WaitAsync(StartLimit);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    static Binary Launch(
        string name, IReadOnlyDictionary<string, string?> environment, string ready, string[] arguments)
    {
        var start = new ProcessStartInfo(PathOf(name), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var inherited in start.Environment.Keys.Where(IsOurs).ToList())
        {
            start.Environment.Remove(inherited);
        }

        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        var binary = new Binary(new Process { StartInfo = start });
        binary._process.OutputDataReceived += (_, line) => binary.Hear(line.Data, ready);
        binary._process.ErrorDataReceived += (_, line) => binary.Hear(line.Data, ready);
        binary._process.Start();
        binary._process.BeginOutputReadLine();
        binary._process.BeginErrorReadLine();
        return binary;
    }

    void Hear(string? line, string ready)
    {
        if (line is null)
        {
            return;
        }

        lock (_lines)
        {
            _lines.Add(line);
        }

        if (ready.Length > 0 && line.Contains(ready, StringComparison.Ordinal))
        {
            _ready.TrySetResult();
        }
    }

    static bool IsOurs(string variable) => variable.StartsWith("ACCESSAUDIT_", StringComparison.OrdinalIgnoreCase)
        || variable.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase);

    // artifacts/bin/AccessAudit.Scenarios/debug -> artifacts/bin/PROJECT/debug; another's program by its whole path
    internal static string PathOf(string name)
    {
        if (Path.IsPathRooted(name))
        {
            return name;
        }

        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        var project = name == "accessaudit-host" ? "AccessAudit.Host"
            : name == "accessaudit-identity-dev" ? "AccessAudit.Identity.Dev"
            : "AccessAudit.Cli";
        return Path.Combine(here.Parent!.Parent!.FullName, project, here.Name, name);
    }
}
