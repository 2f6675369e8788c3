using AccessAudit.Gateway.Ssh.Keys;

namespace AccessAudit.Gateway.Ssh.Server;

/// <summary>The gateway's own host key: technicians pin it, so it is drawn once and then only read.</summary>
static class HostKeyFile
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <exception cref="InvalidOperationException">Others may read the file.</exception>
    /// <exception cref="FormatException">It is not a private key.</exception>
    public static PrivateKey LoadOrCreate(string path)
    {
        if (!File.Exists(path))
        {
            Create(path);
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly) != 0)
        {
            throw new InvalidOperationException($"The host key {path} must be readable by its owner only (chmod 600).");
        }

        return PrivateKeyFile.Parse(File.ReadAllText(path));
    }

    // Written aside and moved, so that a kill leaves no half key that would stop every later start.
    static void Create(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var draft = path + ".new";
        File.Delete(draft);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var key = (Ed25519PrivateKey)PrivateKey.GenerateEd25519())
        using (var file = new FileStream(draft, options))
        {
            file.Write(System.Text.Encoding.ASCII.GetBytes(PrivateKeyFile.Write(key, "accessaudit")));
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path);
    }
}
