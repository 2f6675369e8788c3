using AccessAudit.Ledger.Append;
using AccessAudit.Ledger.Format;
using AccessAudit.Ledger.Proofs;

namespace AccessAudit.Ledger.Tests.Contracts;

public sealed class TileTests
{
    [Theory]
    [InlineData(0, 0, 256, "tile/0/000")]
    [InlineData(0, 273, 112, "tile/0/273.p/112")]
    [InlineData(1, 1, 17, "tile/1/001.p/17")]
    [InlineData(63, 1_234_067, 256, "tile/63/x001/x234/067")]
    [InlineData(null, 1_000, 1, "tile/entries/x001/000.p/1")]
    public void A_path_is_written_and_read_back(int? level, long index, int width, string path)
    {
        Assert.Equal(path, new TileAddress(level, index, width).ToString());
        Assert.True(TilePath.TryParse(path, out var address));
        Assert.Equal(new TileAddress(level, index, width), address);
    }

    [Theory]
    [InlineData("tile/64/000")]
    [InlineData("tile/-1/000")]
    [InlineData("tile/01/000")]
    [InlineData("tile/0/00")]
    [InlineData("tile/0/1000")]
    [InlineData("tile/0/x000/001")]
    [InlineData("tile/0/001/002")]
    [InlineData("tile/0/x001/x002")]
    [InlineData("tile/0/000.p/0")]
    [InlineData("tile/0/000.p/256")]
    [InlineData("tile/0/000.p/01")]
    [InlineData("tile/0/000.p/")]
    [InlineData("tile/0/000.p/1.p/1")]
    [InlineData("tile/0/000/")]
    [InlineData("tile/0/")]
    [InlineData("tile/0")]
    [InlineData("tile/entries")]
    [InlineData("tile/entries/")]
    [InlineData("tile/entries/../000")]
    [InlineData("/tile/0/000")]
    [InlineData("tile/0/٠٠٠")]
    public void Any_other_path_is_refused(string path) => Assert.False(TilePath.TryParse(path, out _));

    [Fact]
    public void The_reference_tree_of_70_000_entries_has_these_widths() =>
        Assert.Equal([112, 17, 1, 0], Enumerable.Range(0, 4).Select(level => TilePath.PartialWidth(level, 70_000)));

    [Fact]
    public void Entries_of_65_535_bytes_are_bundled_and_one_byte_more_is_refused()
    {
        var longest = new byte[65_535];
        Assert.True(EntryBundle.TryRead(EntryBundle.Write([longest, Array.Empty<byte>()]), 2, out var entries, out var why), why);
        Assert.Equal([65_535, 0], entries.Select(entry => entry.Length));
        Assert.Throws<ArgumentException>(() => EntryBundle.Write([new byte[65_536]]));
    }

    [Fact]
    public void However_a_tree_is_grown_it_is_the_same_tree()
    {
        var leaves = Leaves(1_000);
        var atOnce = LogAppender.Append(0, (_, _) => null, leaves);
        foreach (var step in (int[])[1, 7, 255, 256, 257])
        {
            var (grown, tiles) = Grow(leaves, step);
            Assert.Equal(atOnce.Root, grown.Root);
            foreach (var tile in atOnce.Tiles)
                Assert.Equal(tile.Data, tiles[(tile.Level, tile.Index)]);
        }
    }

    [Fact]
    public void An_append_of_nothing_tells_the_root_and_writes_no_tile()
    {
        var (grown, tiles) = Grow(Leaves(300), 100);
        var same = LogAppender.Append(300, (level, index) => tiles[(level, index)], []);
        Assert.Equal((grown.Root, 0), (same.Root, same.Tiles.Count));
    }

    [Fact]
    public void What_a_crashed_append_left_behind_is_ignored()
    {
        var leaves = Leaves(300);
        var (_, ahead) = Grow(leaves, 300);
        var again = LogAppender.Append(270, (level, index) => ahead[(level, index)], leaves[270..]);
        Assert.Equal(LogAppender.Append(0, (_, _) => null, leaves).Root, again.Root);
    }

    [Fact]
    public void A_lost_tile_stops_the_append() =>
        Assert.Throws<InvalidOperationException>(() => LogAppender.Append(5, (_, _) => null, Leaves(1)));

    [Fact]
    public void Proofs_hold_for_every_leaf_and_every_older_size_and_for_nothing_else()
    {
        var leaves = Leaves(300);
        var roots = Enumerable.Range(0, 301)
            .Select(size => LogAppender.Append(0, (_, _) => null, leaves[..size]).Root).ToList();
        foreach (var size in (int[])[1, 2, 3, 5, 8, 255, 256, 257, 300])
        {
            var (_, tiles) = Grow(leaves[..size], 300);
            byte[]? Read(int level, long index, int width) => tiles[(level, index)];
            for (var i = 0; i < size; i++)
            {
                var proof = InclusionProof.Make(i, size, Read);
                Assert.True(InclusionProof.Verify(i, size, leaves[i], proof, roots[size]));
                Assert.False(InclusionProof.Verify(i, size, leaves[(i + 1) % 300], proof, roots[size]));
                Assert.False(InclusionProof.Verify(i, size, leaves[i], [.. proof, leaves[0]], roots[size]));
                Assert.False(proof.Count > 0 && InclusionProof.Verify(i, size, leaves[i], [.. proof.Skip(1)], roots[size]));
                var grown = ConsistencyProof.Make(i + 1, size, Read);
                Assert.True(ConsistencyProof.Verify(i + 1, size, roots[i + 1], roots[size], grown));
                Assert.False(ConsistencyProof.Verify(i + 1, size, roots[i], roots[size], grown));
                Assert.False(ConsistencyProof.Verify(i + 1, size, roots[i + 1], roots[i], grown) && i < size - 1);
                Assert.False(ConsistencyProof.Verify(i + 1, size, roots[i + 1], roots[size], [.. grown, leaves[0]]));
            }
        }
    }

    static List<Hash> Leaves(int count) =>
        [.. Enumerable.Range(0, count).Select(i => MerkleTree.LeafHash(BitConverter.GetBytes(i)))];

    static (AppendResult Last, Dictionary<(int, long), byte[]> Tiles) Grow(List<Hash> leaves, int step)
    {
        var tiles = new Dictionary<(int, long), byte[]>();
        var last = new AppendResult(0, MerkleTree.Empty, []);
        foreach (var batch in leaves.Chunk(step))
        {
            last = LogAppender.Append(last.Size, (level, index) => tiles[(level, index)], batch);
            foreach (var tile in last.Tiles)
                tiles[(tile.Level, tile.Index)] = tile.Data;
        }
        return (last, tiles);
    }
}
