// The form of a transcript: "#" says why, "$" is typed, the lines after it are what both streams show, "? N" is the
// exit code. These files are the manual and the test.
using System.Diagnostics;
using System.Text;

namespace AccessAudit.Cli.Tests;

/// <summary>Plays the commands of a transcript with the real program in a folder and writes down what happens.</summary>
static class Transcript
{
    static readonly string Program = Path.Combine(AppContext.BaseDirectory, "accessaudit.dll");

    /// <summary>The transcript as it comes out today: equal to <paramref name="written"/> when all is well.</summary>
    public static string Play(string written, string folder)
    {
        var played = new StringBuilder();
        var inAnswer = false;
        foreach (var line in written.TrimEnd('\n').Split('\n'))
        {
            if (line.StartsWith("$ ", StringComparison.Ordinal))
                played.Append(line).Append('\n').Append(Run(line[2..], folder));
            else if (!inAnswer)
                played.Append(line).Append('\n');
            inAnswer = line.StartsWith("$ ", StringComparison.Ordinal)
                || (inAnswer && !line.StartsWith("? ", StringComparison.Ordinal));
        }
        return played.ToString();
    }

    static string Run(string command, string folder)
    {
        var words = command.Split(' ');
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var variable in (string[])["LC_ALL", "LC_MESSAGES"])
            start.Environment.Remove(variable);
        start.Environment["LANG"] = "en_GB.UTF-8";
        foreach (var setting in words.TakeWhile(word => word != "accessaudit").Select(word => word.Split('=')))
            start.Environment[setting[0]] = setting[1];
        start.ArgumentList.Add(Program);
        foreach (var argument in words.SkipWhile(word => word != "accessaudit").Skip(1))
            start.ArgumentList.Add(argument);

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return $"{output}{error.GetAwaiter().GetResult()}? {process.ExitCode}\n".ReplaceLineEndings("\n");
    }
}
