using System.IO.Compression;
using System.Security.Cryptography;
using AccessAudit.Sealing.Recordings;

namespace AccessAudit.Gateway.Recording;

/// <summary>
/// Where the recordings lie: one folder per session under one root. It only ever hands out sealed segments; what was being
/// written when a session died stays unseen.
/// </summary>
public sealed class RecordingShelf(string root)
{
    readonly string _root = Path.GetFullPath(root);

    /// <summary>The folder of a session, existing or not.</summary>
    /// <exception cref="ArgumentException">The id is not plain: it could lead out of the shelf.</exception>
    public string FolderOf(string session) =>
        RecordingFormat.IsPlainId(session)
            ? Path.Combine(_root, session)
            : throw new ArgumentException("A session id is 1 to 64 of a-z, 0-9, _ and -.", nameof(session));

    /// <summary>
    /// The sealed segments of a session in order, with its closing if it ended well; null when it has no recording.
    /// Hashes are those of the moment of sealing where the index has them, else of the file as it is now.
    /// </summary>
    /// <exception cref="ArgumentException">The id is not plain.</exception>
    public SegmentList? List(string session)
    {
        var folder = FolderOf(session);
        if (!Directory.Exists(folder))
        {
            return null;
        }

        var (indexed, closed) = SegmentIndex.Read(folder);
        var segments = Directory.EnumerateFiles(folder)
            .Select(f => RecordingFormat.SequenceOf(Path.GetFileName(f)))
            .OfType<int>()
            .Order()
            .Select(n => indexed.GetValueOrDefault(n) ?? Measured(folder, n));
        return new SegmentList(session, [.. segments], closed);
    }

    /// <summary>
    /// Writes the ZIP that the client takes away: <c>segments.json</c>, then each sealed segment, stored as it is.
    /// Only asynchronous writes are made, so that it may go straight into an HTTP answer. A session still running is given as
    /// far as it is sealed.
    /// </summary>
    /// <returns>False when the session has no recording; nothing was written then.</returns>
    /// <exception cref="ArgumentException">The id is not plain.</exception>
    public async Task<bool> WriteZipAsync(string session, Stream destination, CancellationToken ct)
    {
        if (List(session) is not { } list)
        {
            return false;
        }

        await using var deferred = new DeferredWrites(destination);
        await using (var zip = await ZipArchive.CreateAsync(
            deferred, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, ct))
        {
            await AddAsync(zip, RecordingFormat.ListFile, new MemoryStream(list.ToBytes()), ct);
            foreach (var segment in list.Segments)
            {
                await AddAsync(zip, segment.File, OpenSealed(session, segment), ct);
            }
        }

        await deferred.FlushAsync(ct);
        return true;
    }

    FileStream OpenSealed(string session, SealedSegment segment) => new(
        Path.Combine(FolderOf(session), segment.File),
        FileMode.Open,
        FileAccess.Read,
        FileShare.Read,
        bufferSize: 0,
        FileOptions.Asynchronous | FileOptions.SequentialScan);

    static async Task AddAsync(ZipArchive zip, string name, Stream content, CancellationToken ct)
    {
        await using (content)
        {
            // Sealed bytes do not compress.
            var entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
            await using var stream = await entry.OpenAsync(ct);
            await content.CopyToAsync(stream, ct);
        }
    }

    static SealedSegment Measured(string folder, int sequence)
    {
        var name = RecordingFormat.SegmentFile(sequence);
        using var file = File.OpenRead(Path.Combine(folder, name));
        return new SealedSegment(sequence, name, Convert.ToHexStringLower(SHA256.HashData(file)), file.Length, null, null);
    }
}
