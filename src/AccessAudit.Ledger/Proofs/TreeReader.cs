using AccessAudit.Ledger.Format;

namespace AccessAudit.Ledger.Proofs;

/// <summary>
/// Gives the bytes of a hash tile, at least <paramref name="width"/> hashes of 32 bytes (more are ignored, a partial
/// tile is the beginning of a later one), or null when it is not stored.
/// </summary>
public delegate byte[]? ReadTile(int level, long index, int width);

/// <summary>Roots of ranges of leaves out of tiles, each tile read once.</summary>
sealed class TreeReader(long size, ReadTile readTile)
{
    readonly Dictionary<(int Level, long Index), byte[]> _tiles = [];

    /// <summary>MTH(D[start:end]) of RFC 6962 section 2.1, for a range that this recursion can meet.</summary>
    public Hash Root(long start, long end)
    {
        var count = end - start;
        if (long.PopCount(count) == 1 && start % count == 0)
            return Subtree((int)long.Log2(count), start / count);
        var split = Split(count);
        return MerkleTree.NodeHash(Root(start, start + split), Root(start + split, end));
    }

    /// <summary>The largest power of two strictly below a count above 1.</summary>
    public static long Split(long count) => 1L << (int)long.Log2(count - 1);

    Hash Subtree(int height, long index)
    {
        var level = height / 8;
        var leaves = 1 << (height % 8);
        var first = index * leaves;
        var tile = Tile(level, first / TilePath.FullWidth);
        var offset = (int)(first % TilePath.FullWidth) * Hash.Size;
        return MerkleTree.PerfectRoot(tile.AsSpan(offset, leaves * Hash.Size));
    }

    byte[] Tile(int level, long index)
    {
        if (_tiles.TryGetValue((level, index), out var known))
            return known;
        var width = (int)Math.Min(TilePath.FullWidth, TilePath.Hashes(level, size) - index * TilePath.FullWidth);
        var tile = readTile(level, index, width);
        if (tile is null || tile.Length < width * Hash.Size)
            throw new InvalidOperationException($"Tile {TilePath.Tile(level, index, width)} is absent or too short.");
        return _tiles[(level, index)] = tile;
    }
}
