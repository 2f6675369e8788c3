using System.CommandLine;
using AccessAudit.Cli.Server;

namespace AccessAudit.Cli.Terminal;

/// <summary>
/// Where a one-time code comes from: typed at the terminal without echo, or the first line of the standard input. Never
/// the command line, which other users of the machine and the shell's history can read.
/// </summary>
static class CodePrompt
{
    const int Longest = 64;

    public static Option<bool> Option() => new("--otp-stdin")
    {
        Description = "Read the one-time code from the standard input instead of the terminal.",
    };

    /// <exception cref="VerbEndedException">There is no code, and nothing was done.</exception>
    public static async Task<string> ReadAsync(bool fromInput, Texts texts, CancellationToken ct)
    {
        var code = fromInput ? await Console.In.ReadLineAsync(ct) : Type(texts);
        return code?.Trim() is { Length: > 0 and <= Longest } given
            ? given
            : throw new VerbEndedException(Exit.Refused, "cli.no_code", texts.Say(
                "No code was given: nothing was done.", "Aucun code n'a été donné : rien n'a été fait."));
    }

    static string Type(Texts texts)
    {
        if (Console.IsInputRedirected)
        {
            throw new VerbEndedException(Exit.Usage, "cli.no_terminal", texts.Say(
                "There is no terminal to type a code at: use --otp-stdin.",
                "Il n'y a pas de terminal où taper un code : utilisez --otp-stdin."));
        }

        // Reads the terminal's description now, not between the question and the first key: what is typed before a read
        // begins is echoed by the terminal itself.
        _ = Console.KeyAvailable;
        Console.Error.Write(texts.Say("One-time code (empty: do nothing): ", "Code à usage unique (vide : ne rien faire) : "));
        var typed = new System.Text.StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
                typed.Length = Math.Max(0, typed.Length - 1);
            else if (!char.IsControl(key.KeyChar) && typed.Length < Longest)
                typed.Append(key.KeyChar);
        }

        Console.Error.WriteLine();
        return typed.ToString();
    }
}
