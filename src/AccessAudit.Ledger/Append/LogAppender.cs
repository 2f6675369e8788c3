using AccessAudit.Ledger.Format;

namespace AccessAudit.Ledger.Append;

/// <summary>
/// A hash tile that is new or has grown. <paramref name="Data"/> is the whole tile so far, a multiple of 32 bytes up to
/// 8,192; it replaces what was stored for that level and index.
/// </summary>
public sealed record TileData(int Level, long Index, byte[] Data);

/// <summary>The tree after an append. Store the tiles before, or with, anything that tells of the root.</summary>
public sealed record AppendResult(long Size, Hash Root, IReadOnlyList<TileData> Tiles);

/// <summary>Grows a tree (RFC 6962) kept as tiles (C2SP tlog-tiles): pure, it reads at most one tile per level.</summary>
public static class LogAppender
{
    /// <summary>Puts leaves at the right end.</summary>
    /// <param name="size">Entries so far.</param>
    /// <param name="readPartialTile">
    /// (level, index) to the stored bytes of the rightmost tile of that level, called only where it is partial. More
    /// bytes than the size explains (an append that crashed half-way) are ignored.
    /// </param>
    /// <param name="leafHashes">Leaf hashes of the new entries, in order; none gives the tree as it is.</param>
    /// <exception cref="InvalidOperationException">A needed tile is absent or too short.</exception>
    public static AppendResult Append(
        long size, Func<int, long, byte[]?> readPartialTile, IReadOnlyList<Hash> leafHashes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentNullException.ThrowIfNull(readPartialTile);
        ArgumentNullException.ThrowIfNull(leafHashes);
        var tiles = new List<TileData>();
        var edge = RightEdge.Load(
            size, readPartialTile, (level, index, data) => tiles.Add(new TileData(level, index, data.ToArray())));
        foreach (var leaf in leafHashes)
            edge.Add(leaf);
        for (var level = 0; level < edge.Levels; level++)
        {
            var (index, data) = edge.Partial(level);
            if (!data.IsEmpty && TilePath.Hashes(level, edge.Size) > TilePath.Hashes(level, size))
                tiles.Add(new TileData(level, index, data.ToArray()));
        }
        return new AppendResult(edge.Size, edge.Root(), tiles);
    }
}
