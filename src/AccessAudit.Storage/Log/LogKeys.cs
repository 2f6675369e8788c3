using System.Security.Cryptography;
using AccessAudit.Ledger.Format;

namespace AccessAudit.Storage.Log;

/// <summary>
/// The private keys of the logs, one file each: three lines, <c>accessaudit-log-key v1</c>, the origin, the seed in
/// base64. In clear for now, mode 0600, in a folder that no backup of the database holds. Whoever reads one can sign
/// other heads; only the client's own remembered head shows that.
/// </summary>
sealed class LogKeys(StorageOptions options) : IDisposable
{
    const string Header = "accessaudit-log-key v1";
    const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    readonly Dictionary<string, LogKey> _keys = new(StringComparer.Ordinal);

    /// <summary>The key of a log that has heads.</summary>
    /// <exception cref="LogHaltedException">It is missing, open to others, damaged or another log's.</exception>
    public LogKey Open(string client, string origin)
    {
        if (!_keys.TryGetValue(client, out var key))
            _keys[client] = key = Read(PathOf(client));
        return key.VerifierKey.Name == origin
            ? key
            : throw new LogHaltedException($"its key signs for {key.VerifierKey.Name}, not for {origin}");
    }

    /// <summary>The key of a log without a head; drawn now, unless a creation that failed half-way left it.</summary>
    public LogKey Create(string client, string origin)
    {
        if (!File.Exists(PathOf(client)))
        {
            using var drawn = LogKey.Create(origin);
            Write(PathOf(client), drawn);
        }

        return Open(client, origin);
    }

    public void Dispose()
    {
        foreach (var key in _keys.Values)
            key.Dispose();
    }

    string PathOf(string client) => client.Length > 0 && client.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
        ? Path.Combine(options.KeysFolder, client + ".logkey")
        : throw new LogHaltedException("its client's id cannot name a file");

    static LogKey Read(string path)
    {
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~Owner) != 0)
                throw new LogHaltedException($"its key file {path} is open to others: chmod 600");
            if (File.ReadAllLines(path) is not [Header, var origin, var encoded])
                throw new LogHaltedException($"its key file {path} is damaged");
            var seed = Convert.FromBase64String(encoded);
            try
            {
                return LogKey.Load(origin, seed);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(seed);
            }
        }
        catch (Exception thrown) when (thrown is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new LogHaltedException($"its key file {path} cannot be read: {thrown.Message}", thrown);
        }
    }

    // The file is whole or absent: written beside, flushed, then renamed. .NET cannot flush the folder, so a power cut
    // within seconds of a log's creation may lose the name; the log then halts with the key missing.
    void Write(string path, LogKey key)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(options.KeysFolder);
        else
            Directory.CreateDirectory(options.KeysFolder, Owner | UnixFileMode.UserExecute);
        var seed = key.ExportSeed();
        var making = path + ".new";
        File.Delete(making);
        var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            create.UnixCreateMode = Owner;
        using (var file = new FileStream(making, create))
        {
            using var text = new StreamWriter(file) { NewLine = "\n" };
            text.WriteLine(Header);
            text.WriteLine(key.VerifierKey.Name);
            text.WriteLine(Convert.ToBase64String(seed));
            text.Flush();
            file.Flush(flushToDisk: true);
        }

        CryptographicOperations.ZeroMemory(seed);
        File.Move(making, path, overwrite: false);
    }
}

/// <summary>Why a log gets no more heads until someone has looked and started the program again.</summary>
sealed class LogHaltedException(string why, Exception? inner = null) : Exception(why, inner);
