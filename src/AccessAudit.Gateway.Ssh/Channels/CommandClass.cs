using System.Buffers;

namespace AccessAudit.Gateway.Ssh.Channels;

/// <summary>
/// What kind of program a channel runs, by the exact words that file tools send. It decides how much of the output is
/// kept, so anything that is not beyond doubt a file tool is an ordinary command: a shell character anywhere, and it is
/// no transfer. Limit: whoever can replace <c>scp</c> in the target account's PATH runs something else under that name;
/// then bytes and digests are known, the output is not.
/// </summary>
static class CommandClass
{
    public const string Shell = "shell";
    public const string Exec = "exec";
    public const string Scp = "scp";
    public const string Sftp = "sftp";
    public const string Rsync = "rsync";
    public const string Git = "git";

    // Everything by which a POSIX shell would run, redirect or expand something else. Globs stay: scp -f sends them.
    const string ShellCharacters = "\n\r;&|<>`$(){}#!\0";

    static readonly SearchValues<char> ScpServerOptions = SearchValues.Create("vrpdtfqTC");

    public static bool IsTransfer(string commandClass) => commandClass is Scp or Sftp or Rsync or Git;

    public static string Of(ReadOnlySpan<byte> command)
    {
        foreach (var b in command)
        {
            if (ShellCharacters.Contains((char)b, StringComparison.Ordinal))
            {
                return Exec;
            }
        }

        Span<Range> words = stackalloc Range[3];
        var text = System.Text.Encoding.Latin1.GetString(command);
        var count = text.AsSpan().Split(words, ' ', StringSplitOptions.RemoveEmptyEntries);
        var first = count > 0 ? text[words[0]] : "";
        return first switch
        {
            "scp" when HasScpMode(text) => Scp,
            "rsync" when count > 1 && text[words[1]] == "--server" => Rsync,
            "git-upload-pack" or "git-receive-pack" or "git-upload-archive" when count > 1 => Git,
            "/usr/lib/openssh/sftp-server" or "/usr/libexec/openssh/sftp-server" or "/usr/lib/sftp-server"
                when count == 1 => Sftp,
            _ => Exec,
        };
    }

    // -t (to) and -f (from) are scp's two server modes; they may share a word with others, as in -rt. Only the letters that
    // a server is sent: "-oProxyCommand=..." has a t too, and is a client that runs something else.
    static bool HasScpMode(string command)
    {
        foreach (var word in command.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1))
        {
            if (word == "--" || word[0] != '-' || word.AsSpan(1).ContainsAnyExcept(ScpServerOptions))
            {
                return false;
            }

            if (word.Contains('t', StringComparison.Ordinal) || word.Contains('f', StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
