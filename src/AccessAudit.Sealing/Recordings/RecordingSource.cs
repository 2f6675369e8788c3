using System.IO.Compression;
using System.Security.Cryptography;

namespace AccessAudit.Sealing.Recordings;

/// <summary>
/// A recording as it was handed over: a folder, or the ZIP of the API. With a <c>segments.json</c> every segment must be
/// there and match its hash; without one, the segments must at least follow each other from 1.
/// </summary>
public sealed class RecordingSource : IDisposable
{
    const int MaxListBytes = 256 * 1024 * 1024;
    readonly Func<string, Stream?> _open;
    readonly IDisposable? _container;

    RecordingSource(Func<string, Stream?> open, IEnumerable<string> names, IDisposable? container)
    {
        _open = open;
        _container = container;
        List = ReadBounded(RecordingFormat.ListFile, MaxListBytes) is { } bytes ? SegmentList.Parse(bytes) : null;
        var present = names.Select(RecordingFormat.SequenceOf).OfType<int>().Order().ToList();
        if (List is not null && present.Count > List.Segments.Count)
        {
            throw new RecordingFormatException("There are more segments than segments.json lists.");
        }

        Count = List?.Segments.Count ?? present.Count;
        if (List is null && Count > 0 && present[^1] != Count)
        {
            throw new RecordingFormatException("A segment is missing: the numbers do not run from 1 without holes.");
        }
    }

    /// <summary>What <c>segments.json</c> says, or null when there is none: then nothing shows that the end is missing.</summary>
    public SegmentList? List { get; }

    /// <summary>How many segments there are.</summary>
    public int Count { get; }

    /// <summary>Opens a folder or a ZIP file.</summary>
    /// <exception cref="RecordingFormatException">It is not a whole recording; the message says what is wrong.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static RecordingSource Open(string path)
    {
        if (Directory.Exists(path))
        {
            return new RecordingSource(
                name => File.Exists(Path.Combine(path, name)) ? File.OpenRead(Path.Combine(path, name)) : null,
                Directory.EnumerateFiles(path).Select(f => Path.GetFileName(f)),
                container: null);
        }

        var zip = OpenZip(path);
        try
        {
            return new RecordingSource(name => zip.GetEntry(name)?.Open(), zip.Entries.Select(e => e.FullName), zip);
        }
        catch
        {
            zip.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The sealed bytes of segment <paramref name="sequence"/>, checked against the list. They are read once: what was
    /// checked is what is opened.
    /// </summary>
    /// <exception cref="RecordingFormatException">Missing, too long, or not the bytes that were sealed.</exception>
    public byte[] Segment(int sequence)
    {
        var name = RecordingFormat.SegmentFile(sequence);
        var bytes = ReadBounded(name, RecordingFormat.MaxSegmentFile)
            ?? throw new RecordingFormatException($"Segment {name} is missing.");
        if (List?.Segments[sequence - 1] is { } listed
            && (bytes.LongLength != listed.Bytes || Convert.ToHexStringLower(SHA256.HashData(bytes)) != listed.Sha256))
        {
            throw new RecordingFormatException($"Segment {name} is not the one that segments.json lists: its hash disagrees.");
        }

        return bytes;
    }

    public void Dispose() => _container?.Dispose();

    byte[]? ReadBounded(string name, int limit)
    {
        using var stream = _open(name);
        if (stream is null)
        {
            return null;
        }

        var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        try
        {
            while (stream.Read(buffer) is > 0 and var read)
            {
                bytes.Write(buffer.AsSpan(0, read));
                if (bytes.Length > limit)
                {
                    throw new RecordingFormatException($"{name} is longer than {limit} bytes.");
                }
            }
        }
        catch (InvalidDataException cause)
        {
            throw new RecordingFormatException($"{name} cannot be read from the ZIP: {cause.Message}", cause);
        }

        return bytes.ToArray();
    }

    static ZipArchive OpenZip(string path)
    {
        try
        {
            return ZipFile.OpenRead(path);
        }
        catch (InvalidDataException cause)
        {
            throw new RecordingFormatException($"Neither a folder nor a ZIP: {cause.Message}", cause);
        }
    }
}
