namespace AccessAudit.Web.Identity;

/// <summary>A file with one secret, closed to others. Space around it is not part of it.</summary>
static class SecretFile
{
    const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Null, or why the file cannot be used.</summary>
    internal static string? Complaint(string path)
    {
        if (!File.Exists(path))
        {
            return $"{path} does not exist";
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~Owner) != 0)
        {
            return $"{path}: others may read it (chmod 600)";
        }

        return Read(path).Length == 0 ? $"{path} is empty" : null;
    }

    internal static string Read(string path) => File.ReadAllText(path).Trim();
}
