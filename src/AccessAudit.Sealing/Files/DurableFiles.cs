using System.Runtime.InteropServices;

namespace AccessAudit.Sealing.Files;

/// <summary>
/// What the base library lacks to make a rename survive a power cut: the fsync of a directory.
/// The order is always: write a temporary file, fsync it, rename it, fsync its directory.
/// </summary>
public static partial class DurableFiles
{
    const int ReadOnly = 0;
    const int Interrupted = 4;

    /// <summary>Returns once the entries of <paramref name="folder"/> (created, renamed, removed) are on the disk.</summary>
    /// <remarks>On Windows nothing is done: NTFS journals its directories itself.</remarks>
    /// <exception cref="IOException">The operating system refused.</exception>
    public static void FlushDirectory(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Retry(() => Open(folder, ReadOnly));
        if (descriptor < 0)
        {
            throw Failure("open", folder);
        }

        try
        {
            if (Retry(() => FileSync(descriptor)) < 0)
            {
                throw Failure("flush", folder);
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <summary>Renames a flushed file into its place, never over another, and flushes the directory.</summary>
    public static void Publish(string temporary, string final)
    {
        File.Move(temporary, final, overwrite: false);
        FlushDirectory(Path.GetDirectoryName(Path.GetFullPath(final))!);
    }

    static int Retry(Func<int> call)
    {
        int result;
        do
        {
            result = call();
        }
        while (result < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        return result;
    }

    static IOException Failure(string act, string folder) =>
        new($"Cannot {act} the directory {folder}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FileSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
