using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AccessAudit.Ledger.Format;
using AccessAudit.Ledger.Verify;

namespace AccessAudit.Scenarios.Stage;

/// <summary>What a client does: fetches the published pages of its log into a folder, for the verifier alone to
/// judge.</summary>
static class LogCopy
{
    internal static async Task FetchAsync(Actor reader, string client, string folder, CancellationToken ct)
    {
        // The head first: what is read after it can only have grown.
        foreach (var name in new[] { "checkpoint", "log.vkey" })
        {
            await PutAsync(reader, client, folder, name, ct);
        }

        var lines = await File.ReadAllLinesAsync(Path.Combine(folder, "checkpoint"), Encoding.UTF8, ct);
        foreach (var path in Paths(long.Parse(lines[1], CultureInfo.InvariantCulture)))
        {
            await PutAsync(reader, client, folder, path, ct);
        }
    }

    internal static VerifyReport Verify(string folder) =>
        LogVerifier.Verify(new LogFolder(folder), new VerifyOptions());

    /// <summary>The entries of a copied log in their order (<c>docs/ledger-format.md</c> 4).</summary>
    internal static IEnumerable<JsonNode> Entries(string folder)
    {
        var bundles = Directory.GetFiles(Path.Combine(folder, "tile", "entries"), "*", SearchOption.AllDirectories);
        foreach (var bundle in bundles.Order(StringComparer.Ordinal))
        {
            var bytes = File.ReadAllBytes(bundle);
            for (var at = 0; at < bytes.Length;)
            {
                var length = (bytes[at] << 8) | bytes[at + 1];
                yield return JsonNode.Parse(Encoding.UTF8.GetString(bytes, at + 2, length)) ?? throw new JsonException();
                at += 2 + length;
            }
        }
    }

    static IEnumerable<string> Paths(long size)
    {
        for (var level = 0; TilePath.Hashes(level, size) is > 0 and var hashes; level++)
        {
            for (var index = 0L; index * TilePath.FullWidth < hashes; index++)
            {
                var width = (int)Math.Min(TilePath.FullWidth, hashes - (index * TilePath.FullWidth));
                yield return TilePath.Tile(level, index, width);
                if (level == 0)
                {
                    yield return TilePath.Entries(index, width);
                }
            }
        }
    }

    static async Task PutAsync(Actor reader, string client, string folder, string path, CancellationToken ct)
    {
        var bytes = await reader.BytesAsync($"clients/{client}/log/{path}", ct)
            ?? throw new InvalidOperationException($"the log lacks {path}");
        var file = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllBytesAsync(file, bytes, ct);
    }
}
