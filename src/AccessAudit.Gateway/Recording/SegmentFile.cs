using AccessAudit.Sealing.Files;
using AccessAudit.Sealing.Recordings;

namespace AccessAudit.Gateway.Recording;

/// <summary>
/// The segment being written: <c>000001.age.tmp</c> until it is whole, then <c>000001.age</c>. Order of durability: fsync of
/// the file, its line in the index, rename, fsync of the folder. A crash leaves at most one .tmp file, which nothing reads:
/// it is sealed but cut, and its plaintext is lost with it.
/// </summary>
sealed class SegmentFile : IDisposable
{
    const string TemporarySuffix = ".tmp";
    readonly string _path;
    readonly FileStream _file;
    readonly SegmentWriter _writer;
    bool _published;

    public SegmentFile(RecorderOptions options, int sequence, DateTimeOffset startedAt)
    {
        if (sequence > RecordingFormat.MaxSegments)
        {
            throw new IOException($"The session already has {RecordingFormat.MaxSegments} segments.");
        }

        _path = Path.Combine(options.Folder, RecordingFormat.SegmentFile(sequence));
        _file = new FileStream(_path + TemporarySuffix, NewPrivateFile());
        try
        {
            _writer = new SegmentWriter(_file, options.Recipients, new SegmentHeader(options.Session, sequence, startedAt));
            _file.Flush();
        }
        catch
        {
            Discard();
            throw;
        }
    }

    /// <summary>Bytes of chunks so far, in clear.</summary>
    public long ChunkBytes => _writer.ChunkBytes;

    public void Write(ReadOnlySpan<byte> chunks, ulong first, ulong last) => _writer.Write(chunks, first, last);

    /// <summary>Seals and publishes the segment; durable once it returns.</summary>
    public SealedSegment Seal(SegmentIndex index)
    {
        var segment = _writer.Complete();
        _file.Flush(flushToDisk: true);
        _file.Dispose();
        index.Append(segment);
        DurableFiles.Publish(_path + TemporarySuffix, _path);
        _published = true;
        return segment;
    }

    /// <summary>Drops the segment unless it was published.</summary>
    public void Dispose()
    {
        _writer.Dispose();
        if (!_published)
        {
            Discard();
        }
    }

    void Discard()
    {
        try
        {
            _file.Dispose();
            File.Delete(_path + TemporarySuffix);
        }
        catch (IOException)
        {
            // A disk that refuses even this: the .tmp stays behind and is ignored.
        }
    }

    static FileStreamOptions NewPrivateFile()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.Read,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        }

        return options;
    }
}
