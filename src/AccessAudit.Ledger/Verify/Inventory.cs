using AccessAudit.Ledger.Format;

namespace AccessAudit.Ledger.Verify;

/// <summary>Sorts the files that are there: of this log's size, older partial ones, strange ones, others.</summary>
sealed class Inventory
{
    // level -1 holds the bundles
    readonly Dictionary<(int Level, long Index), List<int>> _partials = [];
    readonly List<string> _others = [];

    public Inventory(IEnumerable<string> paths, long size, Findings findings)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            if (!seen.Add(path))
                findings.Add(FindingKind.PathTwice, path);
            else if (path is HeadCheck.HeadPath or HeadCheck.KeyPath)
                continue;
            else if (path != "tile" && !path.StartsWith("tile/", StringComparison.Ordinal))
                _others.Add(path);
            else if (!TilePath.TryParse(path, out var address))
                findings.Add(FindingKind.UnknownFile, path);
            else if (End(address) > TilePath.Hashes(address.Level ?? 0, size))
                findings.Add(FindingKind.BeyondHead, path, expected: $"{size}");
            else
                Note(address);
        }
        _others.Sort(StringComparer.Ordinal);
    }

    public IReadOnlyList<string> Others => _others;

    /// <summary>Index of the last bundle of which anything is there; -1 when none is.</summary>
    public long LastBundle { get; private set; } = -1;

    /// <summary>Widths of the partial files of a tile, narrowest first.</summary>
    public IEnumerable<int> Partials(int? level, long index) =>
        _partials.TryGetValue((level ?? -1, index), out var widths) ? widths.Order() : [];

    void Note(TileAddress address)
    {
        if (address.Level is null or 0)
            LastBundle = Math.Max(LastBundle, address.Index);
        if (address.Width == TilePath.FullWidth)
            return;
        var key = (address.Level ?? -1, address.Index);
        if (!_partials.TryGetValue(key, out var widths))
            _partials[key] = widths = [];
        widths.Add(address.Width);
    }

    static long End(TileAddress address) => address.Index * TilePath.FullWidth + address.Width;
}
