// Recomputes the whole tree from the bundles as stored and holds every tile against it. Bundles are read in order, a
// few at a time (hashing them uses every core); nothing of a bundle is kept once its tile is full.
using System.Buffers;
using AccessAudit.Ledger.Format;

namespace AccessAudit.Ledger.Verify;

sealed class TreeCheck
{
    const int BundlesAtOnce = 16;

    readonly LogReader _reader;
    readonly Inventory _inventory;
    readonly Findings _findings;
    readonly EntryChecks _entries;
    readonly Checkpoint _head;
    readonly Checkpoint? _since;
    readonly RightEdge _edge;
    bool _broken;

    public TreeCheck(
        LogReader reader, Inventory inventory, Findings findings, EntryChecks entries, Checkpoint head,
        Checkpoint? since)
    {
        (_reader, _inventory, _findings, _entries) = (reader, inventory, findings, entries);
        (_head, _since) = (head, since);
        _edge = new RightEdge { Filled = CompareTile };
    }

    public void Run()
    {
        CompareSince();
        var bundles = _head.Size / TilePath.FullWidth + (_head.Size % TilePath.FullWidth > 0 ? 1 : 0);
        var present = Math.Min(bundles, _inventory.LastBundle + 1);
        for (var first = 0L; first < present; first += BundlesAtOnce)
        {
            var batch = new Bundle[(int)Math.Min(BundlesAtOnce, present - first)];
            for (var i = 0; i < batch.Length; i++)
                batch[i] = ReadBundle(first + i);
            Parallel.ForEach(batch, bundle => bundle.Understand());
            foreach (var bundle in batch)
                Take(bundle);
        }
        if (present < bundles)
        {
            // a forged size must not make us walk to it
            var path = TilePath.Entries(present, WidthOf(present));
            _findings.Add(FindingKind.Missing, path, why: $"and the {bundles - present - 1} bundles after it");
            _broken = true;
        }
        if (!_broken)
            CompareRightEdge();
    }

    Bundle ReadBundle(long index)
    {
        var width = WidthOf(index);
        var path = TilePath.Entries(index, width);
        return new Bundle(path, index, width, _reader.Required(path, EntryBundle.MaxBytes));
    }

    void Take(Bundle bundle)
    {
        if (bundle.Entries is null)
        {
            if (bundle.Bytes is not null)
                _findings.Add(FindingKind.BundleMalformed, bundle.Path, bundle.First, why: bundle.Why);
            _entries.Gap();
            TakeStoredLeaves(bundle);
            return;
        }
        CompareOlderBundles(bundle);
        for (var i = 0; i < bundle.Read.Length; i++)
        {
            _entries.Check(bundle.Path, bundle.First + i, bundle.Read[i]);
            Add(bundle.Read[i].Leaf);
        }
    }

    // without the entries the stored leaf hashes still let the rest of the tree be checked
    void TakeStoredLeaves(Bundle bundle)
    {
        var tile = _reader.Optional(TilePath.Tile(0, bundle.Index, bundle.Width), TilePath.FullWidth * Hash.Size);
        if (tile is null || tile.Length != bundle.Width * Hash.Size)
        {
            _broken = true;
            return;
        }
        for (var i = 0; i < bundle.Width; i++)
            Add(new Hash(tile.AsSpan(i * Hash.Size, Hash.Size)));
    }

    void Add(Hash leaf)
    {
        if (_broken)
            return;
        _edge.Add(leaf);
        CompareSince();
    }

    void CompareSince()
    {
        if (_since is null || _since.Size != _edge.Size)
            return;
        var root = _edge.Root();
        if (root != _since.Root)
            _findings.Add(FindingKind.Forked, "--since", null, _since.Root.ToBase64(), root.ToBase64());
    }

    void CompareOlderBundles(Bundle bundle)
    {
        foreach (var width in _inventory.Partials(null, bundle.Index).Where(width => width < bundle.Width))
        {
            var path = TilePath.Entries(bundle.Index, width);
            var later = bundle.Bytes.AsSpan(0, bundle.Entries!.Take(width).Sum(entry => 2 + entry.Length));
            if (_reader.Optional(path, EntryBundle.MaxBytes) is { } older && !older.AsSpan().SequenceEqual(later))
                _findings.Add(FindingKind.OlderPartDiffers, path, bundle.First, bundle.Path);
        }
    }

    void CompareTile(int level, long index, ReadOnlyMemory<byte> hashes)
    {
        var width = hashes.Length / Hash.Size;
        var path = TilePath.Tile(level, index, width);
        if (_reader.Required(path, TilePath.FullWidth * Hash.Size) is { } stored)
            CompareHashes(FindingKind.TileDiffers, path, level, index, hashes.Span, stored);
        foreach (var older in _inventory.Partials(level, index).Where(older => older < width))
        {
            var olderPath = TilePath.Tile(level, index, older);
            if (_reader.Optional(olderPath, TilePath.FullWidth * Hash.Size) is { } part)
            {
                var beginning = hashes.Span[..(older * Hash.Size)];
                CompareHashes(FindingKind.OlderPartDiffers, olderPath, level, index, beginning, part);
            }
        }
    }

    void CompareHashes(
        FindingKind kind, string path, int level, long index, ReadOnlySpan<byte> computed, ReadOnlySpan<byte> stored)
    {
        if (stored.SequenceEqual(computed))
            return;
        var at = stored.CommonPrefixLength(computed) / Hash.Size;
        var entry = (index * TilePath.FullWidth + at) << (8 * level);
        _findings.Add(kind, path, entry, HexAt(computed, at), HexAt(stored, at),
            stored.Length == computed.Length ? null : $"{stored.Length} bytes instead of {computed.Length}");
    }

    void CompareRightEdge()
    {
        for (var level = 0; level < _edge.Levels; level++)
        {
            var (index, hashes) = _edge.Partial(level);
            if (!hashes.IsEmpty)
                CompareTile(level, index, hashes);
        }
        var root = _edge.Root();
        if (root != _head.Root)
        {
            _findings.Add(
                FindingKind.RootDiffers, HeadCheck.HeadPath, null, _head.Root.ToBase64(), root.ToBase64());
        }
    }

    int WidthOf(long bundle) => (int)Math.Min(TilePath.FullWidth, _head.Size - bundle * TilePath.FullWidth);

    static string HexAt(ReadOnlySpan<byte> hashes, int at)
    {
        var rest = hashes[Math.Min(at * Hash.Size, hashes.Length)..];
        return Convert.ToHexStringLower(rest[..Math.Min(Hash.Size, rest.Length)]);
    }

    sealed class Bundle(string path, long index, int width, byte[]? bytes)
    {
        public string Path => path;

        public long Index => index;

        public int Width => width;

        public byte[]? Bytes => bytes;

        public long First => index * TilePath.FullWidth;

        public IReadOnlyList<ReadOnlyMemory<byte>>? Entries { get; private set; }

        public ReadEntry[] Read { get; private set; } = [];

        public string Why { get; private set; } = "";

        public void Understand()
        {
            if (bytes is null)
                return;
            var whole = EntryBundle.TryRead(bytes, width, out var entries, out var why);
            Why = why;
            if (!whole)
                return;
            var scratch = new ArrayBufferWriter<byte>(1_024);
            Read = [.. entries.Select(entry => Understand(entry.Span, scratch))];
            Entries = entries;
        }

        static ReadEntry Understand(ReadOnlySpan<byte> entry, ArrayBufferWriter<byte> scratch)
        {
            EnvelopeReader.TryRead(entry, scratch, out var envelope, out var why);
            return new ReadEntry(
                MerkleTree.LeafHash(entry), envelope, why, envelope is null && EnvelopeReader.IsLaterVersion(entry));
        }
    }
}
