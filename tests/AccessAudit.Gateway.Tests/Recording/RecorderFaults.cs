using System.Diagnostics;
using AccessAudit.Gateway.Recording;
using AccessAudit.Sealing.Recordings;

namespace AccessAudit.Gateway.Tests.Recording;

/// <summary>Each way in which disk or log can fail: the session must learn it and be cut.</summary>
public sealed class RecorderFaults : RecorderFixture
{
    [Fact]
    public void A_folder_that_cannot_be_made_starts_no_recorder()
    {
        var file = Path.Combine(Root, "file");
        File.WriteAllText(file, "");
        var refusal = Assert.Throws<RecordingFailedException>(
            () => SessionRecorder.Start(Options() with { Folder = Path.Combine(file, "s1") }));
        Assert.IsType<IOException>(refusal.InnerException, exactMatch: false);
    }

    [Fact]
    public async Task A_session_is_never_recorded_over_another()
    {
        await using (var recorder = SessionRecorder.Start(Options()))
        {
            await Print(recorder, "first");
            await recorder.CloseAsync(Ct);
        }

        Assert.Throws<RecordingFailedException>(() => SessionRecorder.Start(Options()));
        Assert.Equal("first", Text(ReadBack()));
    }

    [Fact]
    public async Task A_log_that_refuses_an_entry_fails_the_recording()
    {
        await using var recorder = SessionRecorder.Start(
            Options((_, _) => throw new TimeoutException("no log")) with { SegmentBytes = 1 });
        await Print(recorder, "a");
        await Print(recorder, "b");
        var failure = await recorder.Failed.WaitAsync(Ct);
        Assert.IsType<TimeoutException>(failure.InnerException);
        await Assert.ThrowsAsync<RecordingFailedException>(async () => await Print(recorder, "c"));
        await Assert.ThrowsAsync<RecordingFailedException>(() => recorder.CloseAsync(Ct));
        Assert.Null(Shelf.List(Session)!.Closed);
    }

    [Fact]
    public async Task A_log_that_refuses_the_last_entry_fails_the_closing()
    {
        await using var recorder = SessionRecorder.Start(Options((_, _) => throw new TimeoutException("no log")));
        await Print(recorder, "a");
        await Assert.ThrowsAsync<RecordingFailedException>(() => recorder.CloseAsync(Ct));
        Assert.True(recorder.Failed.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_full_queue_is_woken_by_the_failure()
    {
        var log = new TaskCompletionSource();
        await using var recorder = SessionRecorder.Start(
            Options((_, _) => log.Task) with { SegmentBytes = 1, QueueBytes = 300_000 });
        var writes = Enumerable.Range(0, 10)
            .Select(_ => recorder.WriteAsync(RecordKind.StandardOutput, 1, new byte[100_000], Ct).AsTask()).ToList();
        log.SetException(new IOException("gone"));
        await Assert.ThrowsAsync<RecordingFailedException>(() => Task.WhenAll(writes));
    }

    [Fact]
    public async Task A_folder_that_vanishes_fails_the_recording()
    {
        await using var recorder = SessionRecorder.Start(Options() with { SegmentBytes = 1 });
        Directory.Delete(Folder, recursive: true);
        await Print(recorder, "a");
        await Print(recorder, "b");
        Assert.IsType<IOException>((await recorder.Failed.WaitAsync(Ct)).InnerException, exactMatch: false);
        await Assert.ThrowsAsync<RecordingFailedException>(async () => await Print(recorder, "c"));
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task A_full_disk_fails_the_recording_and_keeps_what_was_sealed()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && OperatingSystem.IsLinux(), "mounting a tiny disk needs root");
        var disk = Path.Combine(Root, "disk");
        Directory.CreateDirectory(disk);
        Assert.SkipUnless(await RunAsync("mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", disk), "tmpfs cannot be mounted");
        try
        {
            var folder = Path.Combine(disk, Session);
            await using var recorder = SessionRecorder.Start(Options() with { Folder = folder, SegmentBytes = 100_000 });
            await Assert.ThrowsAsync<RecordingFailedException>(async () =>
            {
                for (var i = 0; i < 10_000; i++)
                {
                    await recorder.WriteAsync(RecordKind.StandardOutput, 1, new byte[10_000], Ct);
                }
            });
            var failure = await recorder.Failed.WaitAsync(Ct);
            Assert.IsType<IOException>(failure.InnerException);

            // All that was told can be opened, and the half segment gave its room back.
            Assert.InRange(Told.Count, 2, 5);
            Assert.Equal(Told, new RecordingShelf(disk).List(Session)!.Segments);
            Assert.Empty(Directory.GetFiles(folder, "*.tmp"));
            using var source = RecordingSource.Open(folder);
            Assert.True(RecordingReader.Read(source, [Client]).Sum(c => c.Data.Length) >= 180_000);
        }
        finally
        {
            Assert.True(await RunAsync("umount", disk));
        }
    }

    static async Task<bool> RunAsync(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync(Ct);
        return process.ExitCode == 0;
    }
}
