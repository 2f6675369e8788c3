using System.IO.Compression;
using AccessAudit.Gateway.Recording;
using AccessAudit.Sealing.Recordings;

namespace AccessAudit.Gateway.Tests.Recording;

public sealed class RecordingShelfTests : RecorderFixture
{
    [Fact]
    public async Task The_zip_holds_the_list_and_the_sealed_bytes_stored_as_they_are()
    {
        var closed = await RecordAsync();
        var zipPath = Path.Combine(Root, "out.zip");
        await using (var file = new AsyncOnlyStream(File.Create(zipPath)))
        {
            Assert.True(await Shelf.WriteZipAsync(Session, file, Ct));
        }

        using (var zip = await ZipFile.OpenReadAsync(zipPath, Ct))
        {
            Assert.Equal(["segments.json", .. closed.Segments.Select(s => s.File)], zip.Entries.Select(e => e.FullName));
            Assert.All(zip.Entries, e => Assert.Equal(e.Length, e.CompressedLength));
        }

        using var source = RecordingSource.Open(zipPath);
        Assert.Equal(closed.Segments, source.List!.Segments);
        Assert.Equal(new RecordingEnd(closed.Count, closed.TotalBytes), source.List.Closed);
        Assert.Equal("abc", Text(RecordingReader.Read(source, [Client])));
    }

    [Fact]
    public async Task A_running_session_is_given_as_far_as_it_is_sealed_and_is_not_called_closed()
    {
        var first = new TaskCompletionSource();
        var options = Options((_, _) =>
        {
            first.TrySetResult();
            return Task.CompletedTask;
        });
        await using var recorder = SessionRecorder.Start(options with { SegmentBytes = 1 });
        await Print(recorder, "a");
        await Print(recorder, "b");
        await first.Task.WaitAsync(Ct);
        var list = Shelf.List(Session)!;
        Assert.Equal("000001.age", list.Segments[0].File);
        Assert.Null(list.Closed);
        await recorder.CloseAsync(Ct);
    }

    [Fact]
    public async Task What_a_crash_leaves_behind_is_ignored_and_a_lost_index_only_costs_the_times()
    {
        var closed = await RecordAsync();
        File.WriteAllBytes(Path.Combine(Folder, "000004.age.tmp"), [1, 2, 3]);
        File.WriteAllText(Path.Combine(Folder, "segments.index"), "1 torn");
        var list = Shelf.List(Session)!;
        Assert.Null(list.Closed);
        Assert.Equal(
            closed.Segments.Select(s => s with { FirstNanoseconds = null, LastNanoseconds = null }), list.Segments);
    }

    [Fact]
    public async Task A_session_that_was_not_recorded_gives_nothing()
    {
        Assert.Null(Shelf.List("s2"));
        using var zip = new MemoryStream();
        Assert.False(await Shelf.WriteZipAsync("s2", zip, Ct));
        Assert.Equal(0, zip.Length);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("/etc")]
    [InlineData("a/../../b")]
    [InlineData("a\n")]
    [InlineData("S1")]
    public void An_id_that_could_lead_elsewhere_is_refused(string session) =>
        Assert.Throws<ArgumentException>(() => Shelf.List(session));

    async Task<RecordingClosed> RecordAsync()
    {
        await using var recorder = SessionRecorder.Start(Options() with { SegmentBytes = 1 });
        await Print(recorder, "a");
        await Print(recorder, "b");
        await Print(recorder, "c");
        return await recorder.CloseAsync(Ct);
    }

    /// <summary>Refuses synchronous writes, as an HTTP answer does.</summary>
    sealed class AsyncOnlyStream(Stream inner) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush() => throw new InvalidOperationException("synchronous");

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            inner.WriteAsync(buffer, cancellationToken);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            inner.WriteAsync(buffer, offset, count, cancellationToken);

        public override void Write(byte[] buffer, int offset, int count) => throw new InvalidOperationException("synchronous");

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync();
            await base.DisposeAsync();
        }
    }
}
