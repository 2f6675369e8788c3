using System.Diagnostics;

namespace AccessAudit.Cli.Tests;

/// <summary>One command, as somebody types it in a home of their own.</summary>
sealed record Typed(int Exit, string Output, string Error)
{
    static readonly string Program = Path.Combine(AppContext.BaseDirectory, "accessaudit.dll");

    public static async Task<Typed> RunAsync(DirectoryInfo home, string? token, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var variable in (string[])["LC_ALL", "LC_MESSAGES", "ACCESSAUDIT_TOKEN"])
            start.Environment.Remove(variable);
        start.Environment["LANG"] = "en_GB.UTF-8";
        start.Environment["XDG_CONFIG_HOME"] = home.FullName;
        if (token is not null)
            start.Environment["ACCESSAUDIT_TOKEN"] = token;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new(process.ExitCode, output, await error);
    }
}
