using System.Security.Cryptography;
using AccessAudit.Gateway.Recording;
using AccessAudit.Sealing.Recordings;

namespace AccessAudit.Gateway.Tests.Recording;

public sealed class StreamTapTests : RecorderFixture
{
    const int Kept = StreamTap.Kept;

    public static TheoryData<int, int> Lengths
    {
        get
        {
            var data = new TheoryData<int, int>();
            int[] lengths = [0, 1, Kept - 1, Kept, Kept + 1, (2 * Kept) - 1, 2 * Kept, (2 * Kept) + 1, (3 * Kept) + 7, 1_000_000];
            foreach (var length in lengths)
            {
                foreach (var packet in new[] { 1000, 32_768, 200_000 })
                {
                    data.Add(length, packet);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public async Task Head_and_tail_are_kept_and_the_whole_is_counted_and_hashed(int length, int packet)
    {
        var data = RandomNumberGenerator.GetBytes(length);
        var chunks = await TapAsync(data, packet, StreamId.StandardError, TapMode.HeadAndTail);

        var kept = chunks.Where(c => c.Kind == RecordKind.StandardError).SelectMany(c => c.Data.ToArray()).ToArray();
        var gap = chunks.Where(c => c.Kind == RecordKind.Gap).Select(c => StreamGap.Read(c.Data.Span)).SingleOrDefault();
        var head = Math.Min(length, Kept);
        Assert.Equal(Math.Max(0, length - (2 * Kept)), (long)gap.Bytes);
        Assert.Equal(data[..head], kept[..head]);
        Assert.Equal(data[^(kept.Length - head)..], kept[head..]);
        Assert.Equal(length, kept.Length + (int)gap.Bytes);

        var digest = StreamDigest.Read(chunks[^1].Data.Span);
        Assert.Equal((StreamId.StandardError, (ulong)length), (digest.Stream, digest.Bytes));
        Assert.Equal(SHA256.HashData(data), digest.Sha256.ToArray());
    }

    [Theory]
    [InlineData(TapMode.Digest, 32)]
    [InlineData(TapMode.Count, 0)]
    public async Task Of_input_no_byte_is_kept(TapMode mode, int hashLength)
    {
        var chunks = await TapAsync(new byte[100_000], 1000, StreamId.Input, mode);
        var digest = StreamDigest.Read(Assert.Single(chunks).Data.Span);
        Assert.Equal(100_000UL, digest.Bytes);
        Assert.Equal(hashLength, digest.Sha256.Length);
    }

    [Fact]
    public async Task Input_cannot_be_asked_to_be_kept()
    {
        await using var recorder = SessionRecorder.Start(Options());
        Assert.Throws<ArgumentException>(() => new StreamTap(recorder, 1, StreamId.Input, TapMode.HeadAndTail));
    }

    [Fact]
    public async Task A_packet_beyond_the_head_allocates_nothing()
    {
        await using var recorder = SessionRecorder.Start(Options());
        using var tap = new StreamTap(recorder, 1, StreamId.StandardOutput, TapMode.HeadAndTail);
        var packet = new byte[32_768];
        for (var i = 0; i < 10; i++)
        {
            await tap.AppendAsync(packet, Ct);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            var append = tap.AppendAsync(packet, CancellationToken.None);
            Assert.True(append.IsCompletedSuccessfully);
        }

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1000);
    }

    async Task<List<RecordedChunk>> TapAsync(byte[] data, int packet, StreamId stream, TapMode mode)
    {
        await using var recorder = SessionRecorder.Start(Options());
        using var tap = new StreamTap(recorder, 7, stream, mode);
        for (var at = 0; at < data.Length; at += packet)
        {
            await tap.AppendAsync(data.AsMemory(at, Math.Min(packet, data.Length - at)), Ct);
        }

        await tap.CompleteAsync(Ct);
        await recorder.CloseAsync(Ct);
        return ReadBack();
    }
}
