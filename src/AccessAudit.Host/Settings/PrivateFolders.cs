namespace AccessAudit.Host.Settings;

/// <summary>
/// The folders that the process makes for itself, closed to others (0700). A place that the operator named must be
/// there: a
/// volume that is not mounted is not an empty one.
/// </summary>
static class PrivateFolders
{
    const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    internal static void Make(HostSettings settings)
    {
        Make(Path.GetFullPath(settings.Data));
        (string Named, string Folder)[] places =
        [
            (settings.Keys.LogKeysFolder, settings.LogKeysFolder),
            (settings.Keys.KeyEncryptionKeyFile, Path.GetDirectoryName(settings.KeyEncryptionKeyFile)!),
            (settings.Keys.CookieKeysFolder, settings.CookieKeysFolder),
            (settings.Ssh.HostKeyFile, Path.GetDirectoryName(settings.SshHostKeyFile)!),
            (settings.Search.File, Path.GetDirectoryName(settings.SearchFile)!),
            (settings.Recordings.Folder, settings.RecordingsFolder),
            (settings.Logs.Folder, settings.LogsFolder),
        ];
        foreach (var (_, own) in places.Where(place => place.Named.Length == 0))
        {
            Make(own);
        }
    }

    static void Make(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, Owner);
        }
    }
}
