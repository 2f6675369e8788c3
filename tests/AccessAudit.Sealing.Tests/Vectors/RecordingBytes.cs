using System.Text;
using AccessAudit.Sealing.Recordings;

namespace AccessAudit.Sealing.Tests.Vectors;

/// <summary>The bytes of docs/recording-format.md, settled for ever.</summary>
public sealed class RecordingBytes
{
    [Fact]
    public void The_header_of_a_segment() => Assert.Equal(
        "accessaudit-recording v1\ns-1_a\n12\n2026-09-01T08:00:00.000Z\n",
        Encoding.ASCII.GetString(new SegmentHeader("s-1_a", 12, Recorded.StartedAt.ToOffset(TimeSpan.FromHours(2))).ToBytes()));

    [Theory]
    [InlineData(RecordKind.StandardOutput, "01")]
    [InlineData(RecordKind.StandardError, "02")]
    [InlineData(RecordKind.Resize, "03")]
    [InlineData(RecordKind.ChannelOpened, "04")]
    [InlineData(RecordKind.ChannelClosed, "05")]
    [InlineData(RecordKind.Gap, "06")]
    [InlineData(RecordKind.StreamDigest, "07")]
    [InlineData(RecordKind.Note, "08")]
    public void A_chunk(RecordKind kind, string number) => Assert.Equal(
        "0102030405060708" + "00000009" + number + "00000002" + "6869",
        Convert.ToHexStringLower(Recorded.Bytes(new RecordedChunk(0x0102030405060708, 9, kind, "hi"u8.ToArray()))));

    [Fact]
    public void The_contents_of_chunks()
    {
        Assert.Equal("0000008400000032", Convert.ToHexStringLower(new TerminalSize(132, 50).ToBytes()));
        Assert.Equal("010000000000010000", Convert.ToHexStringLower(new StreamGap(StreamId.StandardOutput, 65536).ToBytes()));
        Assert.Equal(
            "020000000000000003" + new string('a', 64),
            Convert.ToHexStringLower(
                new StreamDigest(StreamId.StandardError, 3, Enumerable.Repeat((byte)0xaa, 32).ToArray()).ToBytes()));
        Assert.Equal("000000000000000003", Convert.ToHexStringLower(new StreamDigest(StreamId.Input, 3, null).ToBytes()));
        Assert.Equal(
            """{"type":"exec","command":"bHMKG1tt","text":"ls\\n\\u{1b}[m","term":"xterm"}""",
            Encoding.ASCII.GetString(new ChannelOpened("exec", "ls\n\e[m"u8.ToArray(), "xterm").ToBytes()));
        Assert.Equal("""{"exitStatus":7}""", Encoding.ASCII.GetString(new ChannelClosed(7).ToBytes()));
        Assert.Equal(
            """{"exitSignal":"TERM","cause":"expired"}""",
            Encoding.ASCII.GetString(new ChannelClosed(ExitSignal: "TERM", Cause: "expired").ToBytes()));
    }

    [Fact]
    public void The_list_of_segments() => Assert.Equal(
        """{"session":"s1","segments":[{"seq":1,"file":"000001.age","sha256":"ab","bytes":9,"firstNs":0,"lastNs":5},"""
        + """{"seq":2,"file":"000002.age","sha256":"cd","bytes":1}],"closed":{"count":2,"totalBytes":10}}""",
        Encoding.ASCII.GetString(new SegmentList(
            "s1",
            [new(1, "000001.age", "ab", 9, 0, 5), new(2, "000002.age", "cd", 1, null, null)],
            new RecordingEnd(2, 10)).ToBytes()));
}
