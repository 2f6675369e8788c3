namespace AccessAudit.World;

/// <summary>Where the demo keeps its things, and the addresses it listens on. Everything under one folder, loopback only.</summary>
sealed class Place(string folder)
{
    public const string Web = "http://localhost:5080";
    public const string Identity = "http://localhost:5081";
    public const int SshPort = 2222;
    public const int TargetPort = 2223;

    public string Folder { get; } = Path.GetFullPath(folder);

    public string Cli => Path.Combine(Folder, "bin", "accessaudit");

    public string World => Path.Combine(Folder, "world.json");

    public string Users => In("identity", "users.json");

    public string Target(string name) => In("target", name);

    public string Key(string login) => In("people", login + "_ed25519");

    public string Contract(string client) => In("contracts", client + ".json");

    public string AgeIdentity(string client) => In("contracts", client + ".age-identity");

    public string In(params string[] parts) => Path.Combine([Folder, "state", .. parts]);

    /// <summary>For world.json: relative to the repository, whose artifacts/demo this is.</summary>
    public static string Relative(string path) => Path.GetRelativePath(Directory.GetCurrentDirectory(), path);

    public static void Private(string folder) => Directory.CreateDirectory(
        folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    public static void WritePrivate(string path, string text)
    {
        Private(Path.GetDirectoryName(path)!);
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        using var writer = new StreamWriter(file);
        writer.Write(text);
    }
}

sealed class DemoException(string message) : Exception(message);
