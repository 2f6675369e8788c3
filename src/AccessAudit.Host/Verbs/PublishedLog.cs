using System.Globalization;
using System.Text;
using AccessAudit.Journal;
using AccessAudit.Ledger.Format;
using AccessAudit.Ledger.Verify;

namespace AccessAudit.Host.Verbs;

/// <summary>One client's log as whoever copies it would get it, held in memory for the verifier.</summary>
sealed class PublishedLog : ILogFiles
{
    readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    internal static async Task<PublishedLog> ReadAsync(ILogPages pages, string client)
    {
        var log = new PublishedLog();

        // The head first: what is read after it can only have grown.
        log.Put("checkpoint", await pages.CheckpointAsync(client, CancellationToken.None));
        log.Put("log.vkey", await pages.VerifierKeyAsync(client, CancellationToken.None));
        foreach (var path in Paths(log.Size()))
        {
            log.Put(path, await pages.TileAsync(client, path["tile/".Length..], CancellationToken.None));
        }

        return log;
    }

    public IEnumerable<string> List() => _files.Keys;

    public byte[]? Read(string path, int atMost) =>
        _files.TryGetValue(path, out var bytes) ? bytes.Length > atMost ? bytes[..(atMost + 1)] : bytes : null;

    // Second line of a checkpoint (C2SP tlog-checkpoint); the verifier judges the rest.
    long Size() => _files.TryGetValue("checkpoint", out var bytes)
        && Encoding.UTF8.GetString(bytes).Split('\n') is [_, var size, ..]
        && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var read) ? read : 0;

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

    void Put(string path, byte[]? bytes)
    {
        if (bytes is not null)
        {
            _files[path] = bytes;
        }
    }
}
