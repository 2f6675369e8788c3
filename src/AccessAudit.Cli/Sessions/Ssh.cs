using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using AccessAudit.Cli.Server;

namespace AccessAudit.Cli.Sessions;

/// <summary>
/// The installed <c>ssh</c>. On Unix this process becomes it (<c>execvp(3)</c>): terminal, signals and exit code are its
/// own, as if it had been typed. Elsewhere it is run and waited for.
/// </summary>
static class Ssh
{
    const string Program = "ssh";

    public static int Become(IReadOnlyList<string> arguments, Visit visit)
    {
        if (OperatingSystem.IsWindows())
            return Run(arguments, visit);
        Console.Out.Flush();
        _ = Execute(Program, [Program, .. arguments, null]);
        throw NotStarted(Marshal.GetLastPInvokeErrorMessage(), visit);
    }

    static int Run(IReadOnlyList<string> arguments, Visit visit)
    {
        try
        {
            using var ssh = Process.Start(new ProcessStartInfo(Program, arguments))!;
            ssh.WaitForExit();
            return ssh.ExitCode;
        }
        catch (Win32Exception missing)
        {
            throw NotStarted(missing.Message, visit);
        }
    }

    static VerbEndedException NotStarted(string why, Visit visit) => new(Exit.CannotTell, "cli.no_ssh", visit.Say(
        $"ssh could not be started: {why}", $"ssh n'a pas pu être lancé : {why}"));

    // Returns only when it failed. On Unix, LPStr is UTF-8.
    [DllImport("libc", EntryPoint = "execvp", SetLastError = true, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    static extern int Execute(
        [MarshalAs(UnmanagedType.LPStr)] string file,
        [In, MarshalAs(UnmanagedType.LPArray, ArraySubType = UnmanagedType.LPStr)] string?[] arguments);
}
