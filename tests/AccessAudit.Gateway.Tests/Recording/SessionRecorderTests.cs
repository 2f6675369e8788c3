using System.Security.Cryptography;
using System.Text;
using AccessAudit.Gateway.Recording;
using AccessAudit.Sealing.Recordings;

namespace AccessAudit.Gateway.Tests.Recording;

public sealed class SessionRecorderTests : RecorderFixture
{
    [Fact]
    public async Task What_is_written_is_read_back_by_the_client_alone_and_told_segment_by_segment()
    {
        await using var recorder = SessionRecorder.Start(Options() with { SegmentBytes = 1000 });
        var texts = Enumerable.Range(0, 200).Select(i => $"line {i}\r\n").ToList();
        foreach (var text in texts)
        {
            await Print(recorder, text);
        }

        var closed = await recorder.CloseAsync(Ct);
        var chunks = ReadBack();
        Assert.Equal(string.Concat(texts), Text(chunks));
        Assert.Equal(texts.Count, chunks.Count);
        Assert.True(closed.Count > 3);
        Assert.Equal(Told, closed.Segments);
        Assert.Equal(closed.TotalBytes, Directory.GetFiles(Folder, "*.age").Sum(f => new FileInfo(f).Length));
        Assert.Equal(chunks[0].Nanoseconds, closed.Segments[0].FirstNanoseconds);
        Assert.Equal(chunks[^1].Nanoseconds, closed.Segments[^1].LastNanoseconds);
        Assert.All(closed.Segments, s => Assert.Equal(
            s.Sha256, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(Folder, s.File))))));
        Assert.False(recorder.Failed.IsCompleted);
    }

    [Fact]
    public async Task No_plaintext_ever_lies_on_the_disk()
    {
        await using var recorder = SessionRecorder.Start(Options());
        await Print(recorder, string.Concat(Enumerable.Repeat("canary-7f3a ", 20_000)));
        await recorder.CloseAsync(Ct);
        foreach (var file in Directory.GetFiles(Folder))
        {
            Assert.True(File.ReadAllBytes(file).AsSpan().IndexOf("canary-7f3a"u8) < 0, file);
        }
    }

    [Fact]
    public async Task A_segment_is_told_only_when_it_has_its_final_name()
    {
        var seen = new List<bool>();
        var options = Options((segment, _) =>
        {
            var path = Path.Combine(Folder, segment.File);
            seen.Add(File.Exists(path) && !File.Exists(path + ".tmp") && new FileInfo(path).Length == segment.Bytes);
            return Task.CompletedTask;
        });
        await using var recorder = SessionRecorder.Start(options with { SegmentBytes = 1 });
        await Print(recorder, "a");
        await Print(recorder, "b");
        await recorder.CloseAsync(Ct);
        Assert.Equal([true, true], seen);
    }

    [Fact]
    public async Task A_quiet_session_is_sealed_when_its_segment_is_old_enough()
    {
        var told = new TaskCompletionSource<SealedSegment>();
        var options = Options((segment, _) =>
        {
            told.TrySetResult(segment);
            return Task.CompletedTask;
        });
        await using var recorder = SessionRecorder.Start(options with { SegmentAge = TimeSpan.FromMilliseconds(20) });
        await Print(recorder, "one key");
        Assert.Equal(1, (await told.Task.WaitAsync(Ct)).Sequence);
        Assert.Equal("one key", Text(ReadBack()));
        await Print(recorder, ", another");
        Assert.Equal(2, (await recorder.CloseAsync(Ct)).Count);
        Assert.Equal("one key, another", Text(ReadBack()));
    }

    [Fact]
    public async Task A_slow_log_makes_writers_wait_and_loses_nothing()
    {
        var log = new TaskCompletionSource();
        await using var recorder = SessionRecorder.Start(
            Options((_, ct) => log.Task.WaitAsync(ct)) with { SegmentBytes = 100_000, QueueBytes = 300_000 });
        var block = new byte[100_000];
        var writes = Enumerable.Range(0, 20)
            .Select(_ => recorder.WriteAsync(RecordKind.StandardOutput, 1, block, Ct).AsTask()).ToList();

        // What waits at the log and in the queue is bounded, whatever the schedule: the last writers cannot be done.
        Assert.False(Task.WhenAll(writes).IsCompleted);
        Assert.InRange(writes.Count(w => w.IsCompleted), 2, 8);
        log.SetResult();
        await Task.WhenAll(writes);
        await recorder.CloseAsync(Ct);
        Assert.Equal(20 * block.Length, ReadBack().Sum(c => c.Data.Length));
    }

    [Fact]
    public async Task A_waiting_writer_can_be_cancelled()
    {
        using var leave = new CancellationTokenSource();
        await using var recorder = SessionRecorder.Start(
            Options((_, ct) => Task.Delay(Timeout.Infinite, ct)) with { SegmentBytes = 1, QueueBytes = 300_000 });
        var writes = Enumerable.Range(0, 10)
            .Select(_ => recorder.WriteAsync(RecordKind.StandardOutput, 1, new byte[100_000], leave.Token).AsTask()).ToList();
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(writes));
    }

    [Fact]
    public async Task Long_output_becomes_several_chunks_and_other_long_content_is_refused()
    {
        var data = RandomNumberGenerator.GetBytes((2 * RecordingFormat.MaxChunk) + 5);
        await using var recorder = SessionRecorder.Start(Options());
        await recorder.WriteAsync(RecordKind.StandardOutput, 1, data, Ct);
        await Assert.ThrowsAsync<ArgumentException>(async () => await recorder.WriteAsync(RecordKind.Note, 0, data, Ct));
        await recorder.CloseAsync(Ct);
        Assert.Equal(data, ReadBack().SelectMany(c => c.Data.ToArray()));
    }

    [Fact]
    public async Task Writers_on_many_threads_lose_nothing_and_time_never_runs_back()
    {
        await using var recorder = SessionRecorder.Start(Options() with { SegmentBytes = 20_000, QueueBytes = 300_000 });
        await Task.WhenAll(Enumerable.Range(1, 8).Select(channel => Task.Run(
            async () =>
            {
                for (var i = 0; i < 500; i++)
                {
                    await recorder.WriteAsync(RecordKind.StandardOutput, (uint)channel, Encoding.ASCII.GetBytes($"{i};"), Ct);
                }
            },
            Ct)));
        await recorder.CloseAsync(Ct);
        var expected = string.Concat(Enumerable.Range(0, 500).Select(i => $"{i};"));
        Assert.All(ReadBack().GroupBy(c => c.Channel), channel => Assert.Equal(expected, Text(channel)));
    }

    [Fact]
    public async Task A_session_without_a_word_closes_with_nothing()
    {
        await using var recorder = SessionRecorder.Start(Options());
        Assert.Equal(0, (await recorder.CloseAsync(Ct)).Count);
        Assert.Empty(Directory.GetFiles(Folder, "*.age*"));
    }

    [Fact]
    public async Task After_closing_nothing_is_taken()
    {
        await using var recorder = SessionRecorder.Start(Options());
        await Print(recorder, "a");
        await recorder.CloseAsync(Ct);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Print(recorder, "b"));
        Assert.Equal(1, (await recorder.CloseAsync(Ct)).Count);
    }

    [Fact]
    public async Task An_abandoned_recording_refuses_more_and_leaves_no_half_segment()
    {
        var recorder = SessionRecorder.Start(Options());
        await Print(recorder, "a");
        await recorder.DisposeAsync();
        await Assert.ThrowsAsync<RecordingFailedException>(async () => await Print(recorder, "b"));
        Assert.Empty(Directory.GetFiles(Folder, "*.age*"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../s1")]
    [InlineData("S1")]
    [InlineData("a/b")]
    public void An_id_that_is_not_plain_starts_nothing(string session) =>
        Assert.Throws<ArgumentException>(() => SessionRecorder.Start(Options() with { Session = session }));

    [Fact]
    public void Without_a_recipient_nothing_starts() =>
        Assert.Throws<ArgumentException>(() => SessionRecorder.Start(Options() with { Recipients = [] }));
}
