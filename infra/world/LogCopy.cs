using System.Globalization;
using System.Text;

namespace AccessAudit.World;

/// <summary>A client's own copy of its log: the head first, then exactly the tiles and bundles that it covers.</summary>
static class LogCopy
{
    public static async Task WriteAsync(Api api, string client, string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        var head = await FetchAsync(api, client, folder, "checkpoint");
        await FetchAsync(api, client, folder, "log.vkey");
        var size = long.Parse(Encoding.UTF8.GetString(head).Split('\n')[1], CultureInfo.InvariantCulture);
        await TilesAsync(api, client, folder, "tile/entries/", size);
        for (var (level, width) = (0, size); width > 0; level++, width >>= 8)
        {
            await TilesAsync(api, client, folder, $"tile/{level}/", width);
        }
    }

    static async Task TilesAsync(Api api, string client, string folder, string prefix, long width)
    {
        for (long tile = 0; tile << 8 < width; tile++)
        {
            var inTile = Math.Min(256, width - (tile << 8));
            await FetchAsync(api, client, folder, prefix + Number(tile) + (inTile == 256 ? "" : $".p/{inTile}"));
        }
    }

    // 1234067 -> x001/x234/067 (C2SP tlog-tiles)
    static string Number(long tile)
    {
        var path = (tile % 1000).ToString("d3", CultureInfo.InvariantCulture);
        for (tile /= 1000; tile > 0; tile /= 1000)
        {
            path = $"x{(tile % 1000).ToString("d3", CultureInfo.InvariantCulture)}/{path}";
        }

        return path;
    }

    static async Task<byte[]> FetchAsync(Api api, string client, string folder, string path)
    {
        var bytes = await api.BytesAsync($"clients/{client}/log/{path}") ?? throw new DemoException($"the log lacks {path}");
        var file = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllBytesAsync(file, bytes);
        return bytes;
    }
}
