using System.IO.Compression;
using System.Text;
using AccessAudit.Sealing.Age;
using AccessAudit.Sealing.Recordings;

namespace AccessAudit.Sealing.Tests.Contracts;

public sealed class Recordings : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("recording-").FullName;
    readonly AgeIdentity _client = AgeIdentity.Generate();

    public void Dispose()
    {
        _client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void What_was_recorded_is_read_back_across_segments_from_a_folder_and_from_a_zip()
    {
        Recorded.Write(_folder, _client.Recipient, [Recorded.Output(1, "a"), Recorded.Output(2, "b")], [Recorded.Output(3, "c")]);
        var zip = _folder + ".zip";
        ZipFile.CreateFromDirectory(_folder, zip);
        Assert.Equal("abc", Text(_folder));
        Assert.Equal("abc", Text(zip));
        File.Delete(zip);
    }

    [Fact]
    public void A_byte_changed_in_a_segment_a_missing_one_and_an_added_one_are_refused()
    {
        Recorded.Write(_folder, _client.Recipient, [Recorded.Output(1, "a")], [Recorded.Output(2, "b")]);
        var second = Path.Combine(_folder, "000002.age");
        var bytes = File.ReadAllBytes(second);

        File.WriteAllBytes(second, [.. bytes[..^1], (byte)(bytes[^1] ^ 1)]);
        Assert.Contains("000002.age", Assert.Throws<RecordingFormatException>(() => Text(_folder)).Message, StringComparison.Ordinal);

        File.Delete(second);
        Assert.Throws<RecordingFormatException>(() => Text(_folder));

        File.WriteAllBytes(second, bytes);
        File.WriteAllBytes(Path.Combine(_folder, "000003.age"), bytes);
        Assert.Throws<RecordingFormatException>(() => Text(_folder));
    }

    [Fact]
    public void Without_a_list_a_hole_or_a_swap_still_shows()
    {
        Recorded.Write(
            _folder, _client.Recipient, [Recorded.Output(1, "a")], [Recorded.Output(2, "b")], [Recorded.Output(3, "c")]);
        File.Delete(Path.Combine(_folder, RecordingFormat.ListFile));
        Assert.Equal("abc", Text(_folder));

        File.Move(Path.Combine(_folder, "000001.age"), Path.Combine(_folder, "x"));
        File.Copy(Path.Combine(_folder, "000002.age"), Path.Combine(_folder, "000001.age"));
        Assert.Throws<RecordingFormatException>(() => Text(_folder));

        File.Delete(Path.Combine(_folder, "000001.age"));
        Assert.Throws<RecordingFormatException>(() => Text(_folder));
    }

    [Fact]
    public void A_segment_of_another_session_does_not_pass_for_one_of_this()
    {
        Recorded.Write(_folder, _client.Recipient, [Recorded.Output(1, "a")]);
        var list = new SegmentList("s2", SegmentList.Parse(Read(RecordingFormat.ListFile)).Segments, null);
        File.WriteAllBytes(Path.Combine(_folder, RecordingFormat.ListFile), list.ToBytes());
        Assert.Throws<RecordingFormatException>(() => Text(_folder));
    }

    [Fact]
    public void A_list_is_read_back_and_one_that_contradicts_itself_is_refused()
    {
        var list = Recorded.Write(_folder, _client.Recipient, [Recorded.Output(1, "a")], [Recorded.Output(2, "b")]);
        var read = SegmentList.Parse(list.ToBytes());
        Assert.Equal(list.Segments, read.Segments);
        Assert.Equal(list.Closed, read.Closed);

        foreach (var broken in new[]
        {
            list with { Segments = [list.Segments[1], list.Segments[0]] },
            list with { Segments = [list.Segments[1]] },
            list with { Segments = [list.Segments[0]] },
            list with { Closed = new RecordingEnd(2, 1) },
            list with { Session = "../s1" },
            list with { Segments = [list.Segments[0] with { File = "../1" }, list.Segments[1]] },
        })
        {
            Assert.Throws<RecordingFormatException>(() => SegmentList.Parse(broken.ToBytes()));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"session":"s1","segments":[{"seq":"1"}]}""")]
    [InlineData("""{"session":"s1","segments":null}""")]
    [InlineData("""{"session":"s1","segments":[{"seq":1,"file":"000001.age","sha256":"x","bytes":1e99}]}""")]
    [InlineData("""{"session":[[[[[[[[]]]]]]]],"segments":[]}""")]
    public void A_malformed_list_is_refused(string json) =>
        Assert.Throws<RecordingFormatException>(() => SegmentList.Parse(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Every_cut_of_a_chunk_is_refused_and_a_claim_of_gigabytes_costs_nothing()
    {
        var chunk = Recorded.Bytes(Recorded.Output(1, "abc"));
        for (var length = 1; length < chunk.Length; length++)
        {
            Assert.Throws<RecordingFormatException>(() => ChunkCodec.Read(new MemoryStream(chunk[..length])));
        }

        byte[] huge = [.. chunk[..13], 0xff, 0xff, 0xff, 0xff];
        byte[] unknown = [.. chunk[..12], 9, .. chunk[13..]];
        Assert.Throws<RecordingFormatException>(() => ChunkCodec.Read(new MemoryStream(huge)));
        Assert.Throws<RecordingFormatException>(() => ChunkCodec.Read(new MemoryStream(unknown)));
    }

    [Theory]
    [InlineData("accessaudit-recording v2\ns1\n1\n2026-09-01T08:00:00.000Z\n")]
    [InlineData("accessaudit-recording v1\nS1\n1\n2026-09-01T08:00:00.000Z\n")]
    [InlineData("accessaudit-recording v1\ns1\n01\n2026-09-01T08:00:00.000Z\n")]
    [InlineData("accessaudit-recording v1\ns1\n0\n2026-09-01T08:00:00.000Z\n")]
    [InlineData("accessaudit-recording v1\ns1\n1\n2026-09-01T08:00:00Z\n")]
    [InlineData("accessaudit-recording v1\r\ns1\n1\n2026-09-01T08:00:00.000Z\n")]
    [InlineData("accessaudit-recording v1\ns1\n1\n2026-09-01T08:00:00.000Z")]
    public void Another_header_is_refused(string header) =>
        Assert.Throws<RecordingFormatException>(() => SegmentHeader.Read(new MemoryStream(Encoding.ASCII.GetBytes(header))));

    [Fact]
    public void Random_bytes_never_do_worse_than_a_refusal()
    {
        var random = new Random(7);
        for (var i = 0; i < 3000; i++)
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            try
            {
                var stream = new MemoryStream(bytes);
                while (ChunkCodec.Read(stream) is { } chunk)
                {
                    _ = ChannelOpened.Read(chunk.Data);
                }
            }
            catch (RecordingFormatException)
            {
                // as it should be
            }
        }
    }

    [Theory]
    [InlineData("plain é 漢", "plain é 漢")]
    [InlineData("a\nb\tc\\", "a\\nb\\tc\\\\")]
    [InlineData("\e]52;c;x\a", "\\u{1b}]52;c;x\\u{7}")]
    [InlineData("a\u202eb\u200bc\u2028", "a\\u{202e}b\\u{200b}c\\u{2028}")]
    public void Text_of_strangers_is_made_safe_to_show(string text, string shown) => Assert.Equal(shown, EscapedText.Of(text));

    [Fact]
    public void Broken_utf8_is_shown_byte_by_byte() => Assert.Equal("a\\xff\\xe2\\x82b", EscapedText.Of([0x61, 0xff, 0xe2, 0x82, 0x62]));

    string Text(string path)
    {
        using var source = RecordingSource.Open(path);
        return string.Concat(RecordingReader.Read(source, [_client]).Select(c => Encoding.UTF8.GetString(c.Data.Span)));
    }

    byte[] Read(string name) => File.ReadAllBytes(Path.Combine(_folder, name));
}
