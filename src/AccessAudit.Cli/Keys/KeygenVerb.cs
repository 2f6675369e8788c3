using System.CommandLine;
using AccessAudit.Sealing.Age;

namespace AccessAudit.Cli.Keys;

/// <summary>
/// <c>accessaudit keygen</c>: an age identity for whoever shall open recordings. The file is the one <c>age-keygen</c> writes,
/// so that either tool reads the other's. 0 made, 2 not.
/// </summary>
static class KeygenVerb
{
    public static Command Create()
    {
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Where to store the identity (readable by you alone, never overwritten); otherwise it is printed.",
            HelpName = "FILE",
        };
        var verb = new Command("keygen", "Make a key that opens recordings, and print the recipient to seal to.") { output };
        verb.SetAction(parsed => Run(parsed.GetValue(output)));
        return verb;
    }

    static int Run(string? path)
    {
        using var identity = AgeIdentity.Generate();
        var text = $"# created: {DateTimeOffset.UtcNow:yyyy-MM-dd'T'HH:mm:ss'Z'}\n"
            + $"# public key: {identity.Recipient}\n{identity.ExportSecret()}\n";
        if (path is null)
        {
            Console.Error.WriteLine($"Public key: {identity.Recipient}");
            Console.Out.Write(text);
            return 0;
        }

        try
        {
            Store(path, text);
            Console.Out.WriteLine(identity.Recipient);
            return 0;
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(File.Exists(path)
                ? $"{path}: exists already, and a key is never overwritten."
                : $"{path}: {refusal.Message}");
            return 2;
        }
    }

    static void Store(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(System.Text.Encoding.ASCII.GetBytes(text));
        file.Flush(flushToDisk: true);
    }
}
