using System.Diagnostics;

namespace AccessAudit.World;

/// <summary>Real programs, run as a reader would run them.</summary>
static class Shell
{
    public static async Task<Ran> RunAsync(
        string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start) ?? throw new DemoException($"{program} did not start");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Ran(process.ExitCode, await output, await errors);
    }

    public static async Task<string> MustAsync(string program, params string[] arguments)
    {
        var ran = await RunAsync(program, arguments);
        return ran.Exit == 0
            ? ran.Output
            : throw new DemoException($"{program} {string.Join(' ', arguments)} answered {ran.Exit}: {ran.Errors}{ran.Output}");
    }
}

sealed record Ran(int Exit, string Output, string Errors);
