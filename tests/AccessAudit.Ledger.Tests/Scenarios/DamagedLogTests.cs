using System.IO.Compression;
using System.Text;
using AccessAudit.Ledger.Format;
using AccessAudit.Ledger.Verify;

namespace AccessAudit.Ledger.Tests.Scenarios;

public sealed class DamagedLogTests
{
    // levels 0 and 1, full and partial tiles, and what two earlier sizes left behind
    static readonly SampleLog Log =
        SampleLog.OfSize(521).WithLeftoversOf(SampleLog.OfSize(515)).WithLeftoversOf(SampleLog.OfSize(300));

    public static TheoryData<string> Paths => [.. Log.Files.Keys];

    public static TheoryData<string> RequiredPaths => [.. SampleLog.OfSize(521).Files.Keys];

    [Fact]
    public void A_whole_log_with_its_older_parts_is_proved()
    {
        var report = Log.Verify();
        Assert.Empty(report.Findings);
        Assert.Equal(Verdict.Proved, report.Verdict);
        Assert.Equal((521, Log.Head), (report.Entries, report.Head));
        Assert.True(report.KeyIsFromLog);
        Assert.Equal(Log.Files.Count, report.Files);
    }

    [Fact]
    public void A_flipped_bit_at_any_place_of_any_file_is_refuted()
    {
        var small = SampleLog.OfSize(4).WithLeftoversOf(SampleLog.OfSize(2));
        Assert.Equal(Verdict.Proved, small.Verify().Verdict);
        foreach (var (path, bytes) in small.Files)
        {
            for (var bit = 0; bit < 8 * bytes.Length; bit++)
                AssertRefuted(small, path, Flipped(bytes, bit / 8, 1 << (bit % 8)));
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void A_flipped_byte_is_refuted(string path)
    {
        var bytes = Log.Files[path];
        for (var at = path.Length % 13; at < bytes.Length; at += 1 + bytes.Length / 12)
            AssertRefuted(Log, path, Flipped(bytes, at, 0xff));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void A_cut_or_lengthened_file_is_refuted(string path)
    {
        var bytes = Log.Files[path];
        AssertRefuted(Log, path, bytes[..^1]);
        AssertRefuted(Log, path, bytes[..(bytes.Length / 2)]);
        AssertRefuted(Log, path, []);
        AssertRefuted(Log, path, [.. bytes, 0]);
        AssertRefuted(Log, path, [.. bytes, (byte)'\n']);
        AssertRefuted(Log, path, new byte[100_000]);
    }

    [Theory]
    [MemberData(nameof(RequiredPaths))]
    public void A_removed_file_leaves_a_doubt_and_is_named(string path)
    {
        var report = Log.With(path, null).Verify();
        Assert.Equal(Verdict.CannotTell, report.Verdict);
        Assert.Contains(report.Findings, finding => finding.Kind == FindingKind.Missing && finding.Path == path);
    }

    [Fact]
    public void A_removed_file_does_not_hide_a_changed_one()
    {
        var tile = TilePath.Tile(0, 0);
        var log = Log.With(TilePath.Entries(1), null).With(tile, Flipped(Log.Files[tile], 40, 1));
        Assert.Equal(Verdict.Refuted, log.Verify().Verdict);
    }

    [Theory]
    [InlineData("tile/readme.txt", FindingKind.UnknownFile)]
    [InlineData("tile/0/0", FindingKind.UnknownFile)]
    [InlineData("tile/00/000", FindingKind.UnknownFile)]
    [InlineData("tile/0/000.p/256", FindingKind.UnknownFile)]
    [InlineData("tile/entries/x000/001", FindingKind.UnknownFile)]
    [InlineData("tile/0/x999/x999/x999/x999/x999/x999/999", FindingKind.UnknownFile)]
    [InlineData("tile/0/003", FindingKind.BeyondHead)]
    [InlineData("tile/2/000.p/1", FindingKind.BeyondHead)]
    [InlineData("tile/entries/002.p/10", FindingKind.BeyondHead)]
    [InlineData("tile/0/x999/x999/x999/x999/999", FindingKind.BeyondHead)]
    public void An_extra_file_under_tile_is_refuted(string path, FindingKind kind)
    {
        var report = Log.With(path, new byte[32]).Verify();
        Assert.Equal(Verdict.Refuted, report.Verdict);
        Assert.Equal(kind, Assert.Single(report.Findings).Kind);
    }

    [Fact]
    public void A_file_elsewhere_is_told_to_be_no_part_of_the_proof()
    {
        var report = Log.With("README.txt", [1]).Verify();
        Assert.Equal(Verdict.Proved, report.Verdict);
        Assert.Equal(["README.txt"], report.OtherFiles);
    }

    [Fact]
    public void A_finding_carries_what_disagrees()
    {
        var tile = TilePath.Tile(0, 1);
        var changed = Flipped(Log.Files[tile], 7 * Hash.Size, 1);
        var finding = Assert.Single(Log.With(tile, changed).Verify().Findings);
        Assert.Equal((FindingKind.TileDiffers, tile, 256 + 7), (finding.Kind, finding.Path, finding.Entry));
        Assert.Equal(Convert.ToHexStringLower(changed.AsSpan(7 * Hash.Size, Hash.Size)), finding.Found);
        Assert.Equal(Convert.ToHexStringLower(Log.Files[tile].AsSpan(7 * Hash.Size, Hash.Size)), finding.Expected);
    }

    [Fact]
    public void A_forged_size_is_refuted_at_once_however_large()
    {
        using var key = LogKey.Load(SampleLog.Origin, SampleLog.Seed);
        var forged = key.Sign(Log.Head with { Size = long.MaxValue });
        forged[^10] ^= 1;
        Assert.Equal(Verdict.Refuted, Log.With("checkpoint", forged).Verify().Verdict);
    }

    [Fact]
    public void The_same_answers_come_from_a_folder_and_from_a_zip()
    {
        var folder = Directory.CreateTempSubdirectory("ledger-");
        try
        {
            var changed = Log.With("tile/0/000", Flipped(Log.Files["tile/0/000"], 5, 4));
            foreach (var (log, name) in new[] { (Log, "good"), (changed, "bad") })
            {
                var at = Path.Combine(folder.FullName, name, "log");
                log.WriteTo(at);
                var fromFolder = LogVerifier.Verify(new LogFolder(at), new VerifyOptions());
                var packed = Path.Combine(folder.FullName, name + ".zip");
                ZipFile.CreateFromDirectory(Path.Combine(folder.FullName, name), packed);
                using var zip = new LogZip(File.OpenRead(packed));
                var fromZip = LogVerifier.Verify(zip, new VerifyOptions());
                Assert.Equal(log.Verify().Findings, fromFolder.Findings);
                Assert.Equal(log.Verify().Findings, fromZip.Findings);
                Assert.Equal(name == "good" ? Verdict.Proved : Verdict.Refuted, fromZip.Verdict);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void An_archive_that_holds_a_path_twice_is_refuted()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, content) in SampleLog.OfSize(3).Files.Append(new("checkpoint", Encoding.UTF8.GetBytes("other"))))
            {
                using var entry = zip.CreateEntry(path).Open();
                entry.Write(content);
            }
        }
        using var log = new LogZip(new MemoryStream(bytes.ToArray()));
        Assert.Equal(FindingKind.PathTwice, Assert.Single(LogVerifier.Verify(log, new VerifyOptions()).Findings).Kind);
    }

    static void AssertRefuted(SampleLog log, string path, byte[] bytes)
    {
        var report = log.With(path, bytes).Verify();
        Assert.True(report.Verdict == Verdict.Refuted, $"{path}: {report.Verdict}");
    }

    static byte[] Flipped(byte[] bytes, int at, int mask)
    {
        var changed = bytes.ToArray();
        changed[at] ^= (byte)mask;
        return changed;
    }
}
