using System.IO.Compression;

namespace AccessAudit.Ledger.Verify;

/// <summary>
/// A ZIP archive of the same files, at its top, under <c>log/</c> (an evidence pack) or under its only folder that
/// holds a <c>checkpoint</c>. What lies outside is not part of the log and keeps a leading <c>../</c> in the list.
/// </summary>
public sealed class LogZip : ILogFiles, IDisposable
{
    const string Head = "checkpoint";

    readonly ZipArchive _archive;
    readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);
    readonly string _top;

    /// <summary>Opens an archive.</summary>
    /// <exception cref="InvalidDataException">Not a ZIP archive, or one whose directory is damaged.</exception>
    public LogZip(Stream archive)
    {
        _archive = new ZipArchive(archive, ZipArchiveMode.Read);
        foreach (var entry in _archive.Entries)
            _entries.TryAdd(entry.FullName, entry);
        _top = Top([.. _entries.Keys]);
    }

    /// <inheritdoc/>
    public IEnumerable<string> List() =>
        _archive.Entries
            .Where(entry => !entry.FullName.EndsWith('/'))
            .Select(entry => entry.FullName.StartsWith(_top, StringComparison.Ordinal)
                ? entry.FullName[_top.Length..]
                : "../" + entry.FullName);

    /// <inheritdoc/>
    public byte[]? Read(string path, int atMost)
    {
        if (!_entries.TryGetValue(_top + path, out var entry))
            return null;
        using var stream = entry.Open();
        return Bounded.Read(stream, entry.Length, atMost);
    }

    /// <summary>Closes the archive.</summary>
    public void Dispose() => _archive.Dispose();

    static string Top(string[] names)
    {
        if (names.Contains(Head))
            return "";
        if (names.Contains("log/" + Head))
            return "log/";
        var heads = names.Where(name => name.EndsWith("/" + Head, StringComparison.Ordinal)).ToArray();
        return heads is [var only] ? only[..^Head.Length] : "";
    }
}
