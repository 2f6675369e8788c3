using System.Diagnostics;

namespace AccessAudit.Ledger.Tests.Scenarios;

/// <summary>A program of the machine that shares no code with us; a test without it is skipped, and counted.</summary>
static class Tool
{
    public static void OrSkip(string name)
    {
        var found = Environment.GetEnvironmentVariable("PATH")!
            .Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, name)));
        Assert.SkipUnless(found, $"{name} is not on PATH");
    }

    public static async Task<(int Code, string Output)> RunAsync(string name, params string[] arguments)
    {
        var ct = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo(name, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var error = process.StandardError.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return (process.ExitCode, await output + await error);
    }
}
