namespace AccessAudit.Ledger.Verify;

/// <summary>A folder with <c>checkpoint</c>, <c>log.vkey</c> and <c>tile/</c>.</summary>
public sealed class LogFolder(string folder) : ILogFiles
{
    // a link that leads back into the folder must not keep us walking for ever
    const int MaxDepth = 32;

    /// <inheritdoc/>
    public IEnumerable<string> List() =>
        Directory
            .EnumerateFiles(folder, "*", new EnumerationOptions
            {
                RecurseSubdirectories = true,
                MaxRecursionDepth = MaxDepth,
                AttributesToSkip = FileAttributes.None,
                IgnoreInaccessible = false,
            })
            .Select(path => Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/'));

    /// <inheritdoc/>
    public byte[]? Read(string path, int atMost)
    {
        try
        {
            using var file = new FileStream(
                Path.Combine(folder, path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            return Bounded.Read(file, file.Length, atMost);
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}

static class Bounded
{
    public static byte[] Read(Stream stream, long announced, int atMost)
    {
        var bytes = new byte[Math.Clamp(announced, 0, atMost) + 1];
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length == bytes.Length && length <= atMost)
            throw new InvalidDataException("The file is longer than it announced.");
        return bytes[..length];
    }
}
