// The part of a tree that can still change: the rightmost, not yet full tile of each level (C2SP tlog-tiles,
// commit 5ba5ee8). At most 64 levels of 8 KiB; the root needs nothing else.
namespace AccessAudit.Ledger.Format;

sealed class RightEdge
{
    readonly List<Level> _levels = [];

    /// <summary>Told of each tile that becomes full, with its bytes (valid during the call only).</summary>
    public Action<int, long, ReadOnlyMemory<byte>>? Filled { get; init; }

    public long Size { get; private set; }

    public int Levels => _levels.Count;

    public static RightEdge Load(
        long size, Func<int, long, byte[]?> readPartialTile, Action<int, long, ReadOnlyMemory<byte>> filled)
    {
        var edge = new RightEdge { Filled = filled, Size = size };
        for (var (level, remaining) = (0, size); remaining > 0; level++, remaining /= TilePath.FullWidth)
        {
            var width = (int)(remaining % TilePath.FullWidth);
            var index = remaining / TilePath.FullWidth;
            var loaded = new Level { Index = index, Width = width };
            if (width > 0)
                Copy(readPartialTile(level, index), level, loaded);
            edge._levels.Add(loaded);
        }
        return edge;
    }

    public void Add(Hash leaf)
    {
        Size++;
        var carry = leaf;
        for (var number = 0; ; number++)
        {
            if (number == _levels.Count)
                _levels.Add(new Level());
            var level = _levels[number];
            carry.AsSpan().CopyTo(level.Data.AsSpan(level.Width * Hash.Size));
            level.Width++;
            if (level.Width < TilePath.FullWidth)
                return;
            Filled?.Invoke(number, level.Index, level.Data);
            carry = MerkleTree.PerfectRoot(level.Data);
            level.Width = 0;
            level.Index++;
        }
    }

    /// <summary>The hashes of the not yet full tile of a level; empty when its last tile is full.</summary>
    public (long Index, ReadOnlyMemory<byte> Data) Partial(int level) =>
        (_levels[level].Index, _levels[level].Data.AsMemory(0, _levels[level].Width * Hash.Size));

    /// <summary>Folds the perfect subtrees of the edge, smallest first (RFC 6962 section 2.1).</summary>
    public Hash Root()
    {
        Hash? root = null;
        foreach (var level in _levels)
        {
            for (var (height, end) = (1, level.Width); end > 0; height *= 2)
            {
                if ((end & height) == 0)
                    continue;
                end -= height;
                var subtree = MerkleTree.PerfectRoot(level.Data.AsSpan(end * Hash.Size, height * Hash.Size));
                root = root is { } right ? MerkleTree.NodeHash(subtree, right) : subtree;
            }
        }
        return root ?? MerkleTree.Empty;
    }

    static void Copy(byte[]? stored, int level, Level into)
    {
        var needed = into.Width * Hash.Size;
        if (stored is null || stored.Length < needed)
        {
            throw new InvalidOperationException(
                $"Tile {TilePath.Tile(level, into.Index, into.Width)} needs {needed} bytes, "
                + (stored is null ? "none are stored." : $"{stored.Length} are stored."));
        }
        stored.AsSpan(0, needed).CopyTo(into.Data);
    }

    sealed class Level
    {
        public byte[] Data { get; } = new byte[TilePath.FullWidth * Hash.Size];
        public long Index { get; set; }
        public int Width { get; set; }
    }
}
