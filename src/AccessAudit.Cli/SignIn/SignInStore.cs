using System.Text.Json;

namespace AccessAudit.Cli.SignIn;

/// <summary>
/// <c>$XDG_CONFIG_HOME/accessaudit/sign-ins.json</c> (else <c>~/.config</c>), 0600 in a folder of 0700. It holds tokens in
/// clear, as the keys in <c>~/.ssh</c> without a passphrase: whoever reads this user's files acts as this user until
/// <c>logout</c>, but not without their codes. A file that others may read is not used.
/// </summary>
sealed class SignInStore
{
    const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;

    static readonly JsonSerializerOptions Shape = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(50);

    public string Folder { get; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "accessaudit");

    string FilePath => Path.Combine(Folder, "sign-ins.json");

    /// <exception cref="IOException">The file cannot be read, or others can.</exception>
    public SignIns Read()
    {
        if (!File.Exists(FilePath))
            return SignIns.None;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(FilePath) & ~OwnerFile) != 0)
            throw new IOException($"{FilePath}: others may read or write it (chmod 600)");
        try
        {
            return JsonSerializer.Deserialize<SignIns>(File.ReadAllText(FilePath), Shape) ?? SignIns.None;
        }
        catch (JsonException malformed)
        {
            throw new IOException($"{FilePath}: {malformed.Message}", malformed);
        }
    }

    /// <summary>
    /// Changes the file while no other process of ours does: providers give a refresh token for one use, and two
    /// processes that used the same one would end the sign-in of both.
    /// </summary>
    /// <param name="change">Null = leave it as it is.</param>
    public async Task<SignIns> ChangeAsync(Func<SignIns, Task<SignIns?>> change, CancellationToken ct)
    {
        MakeFolder(Folder);
        using var turn = await TakeTurnAsync(ct);
        var before = Read();
        if (await change(before) is not { } after)
            return before;
        WritePrivate(FilePath, JsonSerializer.Serialize(after, Shape) + "\n");
        return after;
    }

    /// <summary>A small file of ours in the same folder, whole or not at all.</summary>
    public string Write(string name, string text)
    {
        MakeFolder(Folder);
        var path = Path.Combine(Folder, name);
        WritePrivate(path, text);
        return path;
    }

    async Task<FileStream> TakeTurnAsync(CancellationToken ct)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerFile;
        var until = DateTime.UtcNow.AddSeconds(30);
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(Folder, "lock"), options);
            }
            catch (IOException) when (DateTime.UtcNow < until)
            {
                await Task.Delay(Turn, ct);
            }
        }
    }

    static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        Directory.CreateDirectory(folder, OwnerFolder);
        if ((File.GetUnixFileMode(folder) & ~OwnerFolder) != 0)
            throw new IOException($"{folder}: others may read or write it (chmod 700)");
    }

    static void WritePrivate(string path, string text)
    {
        var draft = $"{path}.{Environment.ProcessId}";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerFile;
        using (var file = new FileStream(draft, options))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
    }
}
