using System.CommandLine;
using System.Text;

namespace AccessAudit.Cli;

/// <summary>Finds the verb and runs it; what cannot be understood ends with its usage on the error stream.</summary>
static class CommandLine
{
    /// <summary>Exit code of a command line that makes no sense (EX_USAGE of sysexits.h).</summary>
    public const int BadUsage = Exit.Usage;

    public static async Task<int> RunAsync(IEnumerable<Command> verbs, string[] args)
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var root = new RootCommand("""
            Ask for access, use it, and check what was recorded.

            Exit codes of every verb: 0 done (proved), 1 refused (refuted) with the reason on the error stream,
            2 cannot tell (nobody answered, or not readably), 64 not understood. ssh answers its own once it runs.
            One-time codes are typed at the terminal or come by --otp-stdin, never on the command line.
            """);
        foreach (var verb in verbs)
            root.Add(verb);
        var parsed = root.Parse(args);
        if (parsed.Errors.Count == 0)
            return await parsed.InvokeAsync();

        foreach (var error in parsed.Errors)
            await Console.Error.WriteLineAsync(error.Message);
        var usage = root.Parse([.. Names(parsed.CommandResult.Command), "--help"]);
        await usage.InvokeAsync(new InvocationConfiguration { Output = Console.Error });
        return BadUsage;
    }

    // the verb that was meant, outermost first
    static IEnumerable<string> Names(Command command) =>
        command is RootCommand ? [] : [.. command.Parents.OfType<Command>().SelectMany(Names), command.Name];
}
