using AccessAudit.Sealing.Files;

namespace AccessAudit.Sealing.Secrets;

/// <summary>
/// The key-encryption key: 32 raw bytes in a file of its own, outside the database and its backups, readable by its owner
/// alone. Lost, every sealed secret is lost; copied together with the database, they are all open.
/// </summary>
public static class KeyFile
{
    const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Reads the key, or draws and stores one (mode 0600, durable) when the file does not exist.</summary>
    /// <exception cref="KeyFileException">The file cannot be trusted or read; the message says what to do.</exception>
    public static SecretBytes LoadOrCreate(string path)
    {
        if (!File.Exists(path))
        {
            Create(path);
        }

        return Load(path);
    }

    /// <summary>Reads the key of an existing file.</summary>
    /// <exception cref="KeyFileException">Absent, readable by others, or not 32 bytes long.</exception>
    public static SecretBytes Load(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);

            // Asked of the open handle: the path could be swapped between the question and the read.
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file.SafeFileHandle) & Others) != 0)
            {
                throw new KeyFileException($"The key file {path} is open to its group or to others: chmod 600 it, and "
                    + "replace the key if anyone may have read it.");
            }

            if (file.Length != SecretBox.KeyLength)
            {
                throw new KeyFileException($"The key file {path} holds {file.Length} bytes instead of {SecretBox.KeyLength}: "
                    + "restore it from its copy; a new key cannot open what the old one sealed.");
            }

            var key = new SecretBytes(SecretBox.KeyLength);
            file.ReadExactly(key.Room);
            return key;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new KeyFileException($"The key file {path} cannot be read: {cause.Message}", cause);
        }
    }

    static void Create(string path)
    {
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            File.Delete(temporary);
            using (var key = SecretBytes.Random(SecretBox.KeyLength))
            using (var file = new FileStream(temporary, NewPrivateFile()))
            {
                file.Write(key.Span);
                file.Flush(flushToDisk: true);
            }

            DurableFiles.Publish(temporary, path);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was first: its key is the key.
            File.Delete(temporary);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new KeyFileException($"The key file {path} cannot be created: {cause.Message}", cause);
        }
    }

    static FileStreamOptions NewPrivateFile()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = Owner;
        }

        return options;
    }
}
