// C2SP tlog-tiles (commit 5ba5ee8): tile/<L>/<N>[.p/<W>] and tile/entries/<N>[.p/<W>], where N stands in zero-padded
// groups of three, all but the last prefixed with x: 1234067 -> x001/x234/067.
using System.Globalization;
using System.Text;

namespace AccessAudit.Ledger.Format;

/// <summary>
/// What a path under <c>tile/</c> names: a hash tile of a level, or an entry bundle when <paramref name="Level"/> is
/// null. <paramref name="Width"/> is 256 for a full tile, 1-255 for a partial one.
/// </summary>
public readonly record struct TileAddress(int? Level, long Index, int Width)
{
    /// <summary>The path, with <c>/</c> between its parts.</summary>
    public override string ToString() =>
        Level is { } level ? TilePath.Tile(level, Index, Width) : TilePath.Entries(Index, Width);
}

/// <summary>Paths of hash tiles and entry bundles (C2SP tlog-tiles).</summary>
public static class TilePath
{
    /// <summary>Hashes in a full tile, entries in a full bundle.</summary>
    public const int FullWidth = 256;

    /// <summary>The highest level the format allows.</summary>
    public const int MaxLevel = 63;

    const string EntriesFolder = "tile/entries/";
    const string PartialMark = ".p/";

    /// <summary>Path of a hash tile: <c>tile/0/x001/234</c>, or <c>tile/0/x001/234.p/17</c>.</summary>
    /// <param name="level">0-63; 0 holds leaf hashes.</param>
    /// <param name="index">From 0, counted in tiles of that level.</param>
    /// <param name="width">1-256 hashes; 256 is a full tile.</param>
    public static string Tile(int level, long index, int width = FullWidth)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, MaxLevel);
        return string.Create(CultureInfo.InvariantCulture, $"tile/{level}/{Number(index, width)}");
    }

    /// <summary>Path of an entry bundle: <c>tile/entries/000</c>, or <c>tile/entries/000.p/17</c>.</summary>
    /// <param name="index">From 0: bundle i holds entries 256·i and following.</param>
    /// <param name="width">1-256 entries; 256 is a full bundle.</param>
    public static string Entries(long index, int width = FullWidth) => EntriesFolder + Number(index, width);

    /// <summary>Width of the partial tile of a level in a tree of that size; 0 when there is none.</summary>
    public static int PartialWidth(int level, long size) => (int)(Hashes(level, size) % FullWidth);

    /// <summary>How many hashes a level holds in a tree of that size: floor(size / 256^level).</summary>
    public static long Hashes(int level, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        return level < 8 ? size >> (8 * level) : 0;
    }

    /// <summary>Reads a path back; only the one spelling that <see cref="Tile"/> or <see cref="Entries"/> writes.</summary>
    public static bool TryParse(string path, out TileAddress address)
    {
        ArgumentNullException.ThrowIfNull(path);
        address = default;
        int? level = null;
        string rest;
        if (path.StartsWith(EntriesFolder, StringComparison.Ordinal))
        {
            rest = path[EntriesFolder.Length..];
        }
        else
        {
            if (path.Split('/', 3) is not ["tile", var number, var after] || !TryDecimal(number, MaxLevel, out var found))
                return false;
            (level, rest) = ((int)found, after);
        }
        long width = FullWidth;
        if (rest.IndexOf(PartialMark, StringComparison.Ordinal) is >= 0 and var mark)
        {
            if (!TryDecimal(rest[(mark + PartialMark.Length)..], FullWidth - 1, out width) || width == 0)
                return false;
            rest = rest[..mark];
        }
        if (!long.TryParse(
                rest.Replace("x", "").Replace("/", ""), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            || index >= long.MaxValue / FullWidth)
            return false;
        address = new TileAddress(level, index, (int)width);
        // whatever the loose reading let through, the one true spelling decides
        return address.ToString() == path;
    }

    static string Number(long index, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, FullWidth);
        var path = new StringBuilder(Group(index % 1000));
        for (var rest = index / 1000; rest > 0; rest /= 1000)
            path.Insert(0, '/').Insert(0, Group(rest % 1000)).Insert(0, 'x');
        if (width < FullWidth)
            path.Append(PartialMark).Append(CultureInfo.InvariantCulture, $"{width}");
        return path.ToString();
    }

    static string Group(long three) => three.ToString("000", CultureInfo.InvariantCulture);

    static bool TryDecimal(string text, long max, out long value) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)
        && value <= max
        && (text.Length == 1 || text[0] != '0');
}
