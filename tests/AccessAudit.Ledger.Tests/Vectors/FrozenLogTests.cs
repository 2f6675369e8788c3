// tests/vectors/ledger/v1 is never edited: a new format version adds a folder. To draw a new one, set
// ACCESSAUDIT_WRITE_VECTORS=1 once, in an empty folder.
using System.Text;
using AccessAudit.Ledger.Append;
using AccessAudit.Ledger.Format;
using AccessAudit.Ledger.Verify;

namespace AccessAudit.Ledger.Tests.Vectors;

public sealed class FrozenLogTests
{
    static readonly string Folder = Repository.At("tests", "vectors", "ledger", "v1");
    static readonly bool Draw = Environment.GetEnvironmentVariable("ACCESSAUDIT_WRITE_VECTORS") == "1";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(511)]
    [InlineData(513)]
    public void The_frozen_log_is_reproduced_and_proved(int size)
    {
        var folder = Path.Combine(Folder, $"{size}");
        var log = SampleLog.OfSize(size);
        if (Draw && !Directory.Exists(folder))
            log.WriteTo(folder);
        var frozen = new LogFolder(folder);
        Assert.Equal(log.Files.Keys, frozen.List().Order(StringComparer.Ordinal));
        foreach (var (path, bytes) in log.Files)
            Assert.Equal(bytes, frozen.Read(path, int.MaxValue - 1));

        var report = LogVerifier.Verify(frozen, new VerifyOptions());
        Assert.Empty(report.Findings);
        Assert.Equal((Verdict.Proved, size), (report.Verdict, report.Entries));
    }

    [Fact]
    public void The_frozen_roots_of_large_logs_are_reproduced()
    {
        var leaves = SampleLog.Entries(65_537).Select(entry => MerkleTree.LeafHash(entry.Write())).ToList();
        var roots = new StringBuilder();
        foreach (var size in (int[])[65_535, 65_536, 65_537])
        {
            var root = LogAppender.Append(0, (_, _) => null, leaves[..size]).Root;
            roots.Append(System.Globalization.CultureInfo.InvariantCulture, $"{size} {root.ToHex()}\n");
        }
        Assert.Equal(Frozen("roots.txt", roots), roots.ToString());
    }

    [Fact]
    public void The_frozen_disclosures_are_reproduced()
    {
        var lines = new StringBuilder();
        for (var i = 1; i < 20; i += 2)
            lines.Append(SampleLog.Secret(i).Digest).Append(' ').Append(SampleLog.Secret(i).Encoded).Append('\n');
        Assert.Equal(Frozen("disclosures.txt", lines), lines.ToString());
    }

    static string Frozen(string name, StringBuilder drawn)
    {
        var file = Path.Combine(Folder, name);
        if (Draw && !File.Exists(file))
            File.WriteAllText(file, drawn.ToString());
        return File.ReadAllText(file);
    }
}
