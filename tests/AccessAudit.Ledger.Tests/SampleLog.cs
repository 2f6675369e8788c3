using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AccessAudit.Ledger.Append;
using AccessAudit.Ledger.Format;
using AccessAudit.Ledger.Verify;

namespace AccessAudit.Ledger.Tests;

/// <summary>A log whose every byte follows from its size, written the way a gateway would: append by append.</summary>
sealed class SampleLog : ILogFiles
{
    public const string Origin = "sample.example/c2sp000001";

    public static readonly byte[] Seed = SHA256.HashData("a key that is in a public repository"u8);

    public SortedDictionary<string, byte[]> Files { get; private init; } = new(StringComparer.Ordinal);

    public Checkpoint Head { get; private init; } = null!;

    public static SampleLog OfSize(int size) => Of([.. Entries(size).Select(entry => entry.Write())]);

    /// <summary>Signs over any bytes, also such as a gateway would never write.</summary>
    public static SampleLog Of(IReadOnlyList<byte[]> entries)
    {
        using var key = LogKey.Load(Origin, Seed);
        var tiles = new Dictionary<(int, long), TileData>();
        var (size, root) = (0L, MerkleTree.Empty);
        for (var step = 1; size < entries.Count; step = step * 3 % 1_009)
        {
            var leaves = entries.Skip((int)size).Take(step).Select(entry => MerkleTree.LeafHash(entry)).ToList();
            var grown = LogAppender.Append(size, (level, index) => tiles[(level, index)].Data, leaves);
            (size, root) = (grown.Size, grown.Root);
            foreach (var tile in grown.Tiles)
                tiles[(tile.Level, tile.Index)] = tile;
        }
        var log = new SampleLog { Head = new Checkpoint(Origin, size, root) };
        log.Files["log.vkey"] = Encoding.UTF8.GetBytes(key.VerifierKey + "\n");
        log.Files["checkpoint"] = key.Sign(log.Head);
        foreach (var tile in tiles.Values)
            log.Files[TilePath.Tile(tile.Level, tile.Index, tile.Data.Length / Hash.Size)] = tile.Data;
        foreach (var (index, bundle) in entries.Chunk(TilePath.FullWidth).Index())
            log.Files[TilePath.Entries(index, bundle.Length)] = Bundle(bundle);
        return log;
    }

    /// <summary>Adds the partial files that a static copy taken at an earlier size would still hold.</summary>
    public SampleLog WithLeftoversOf(SampleLog earlier)
    {
        foreach (var (path, bytes) in earlier.Files)
            Files.TryAdd(path, bytes);
        return this;
    }

    public SampleLog With(string path, byte[]? bytes)
    {
        var copy = new SampleLog { Head = Head, Files = new(Files, StringComparer.Ordinal) };
        if (bytes is null)
            copy.Files.Remove(path);
        else
            copy.Files[path] = bytes;
        return copy;
    }

    public static IEnumerable<Envelope> Entries(int size)
    {
        var sessions = new Dictionary<string, (long Next, string Last)>();
        for (var i = 0; i < size; i++)
        {
            var entry = Entry(i);
            if (i > 0)
            {
                var session = string.Create(CultureInfo.InvariantCulture, $"s{i / 40:000}-{i % 3}");
                var (next, last) = sessions.GetValueOrDefault(session);
                entry = entry with { Session = session, Number = next, Previous = last };
                sessions[session] = (next + 1, MerkleTree.LeafHash(entry.Write()).ToBase64Url());
            }
            yield return entry;
        }
    }

    public static Disclosure Secret(int i) => Disclosure.Create(
        "content",
        new Dictionary<string, object> { ["command"] = $"cat /srv/données/{i}", ["bytes"] = i * 10L },
        SHA256.HashData(Encoding.ASCII.GetBytes($"salt {i}")).AsSpan(0, Disclosure.SaltBytes));

    public void WriteTo(string folder)
    {
        foreach (var (path, bytes) in Files)
        {
            var file = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, bytes);
        }
    }

    public VerifyReport Verify(byte[]? since = null) =>
        LogVerifier.Verify(this, new VerifyOptions { Since = since });

    public IEnumerable<string> List() => Files.Keys;

    public byte[]? Read(string path, int atMost) =>
        Files.TryGetValue(path, out var bytes) ? bytes[..Math.Min(bytes.Length, atMost + 1)] : null;

    static Envelope Entry(int i) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"01980000-0000-7000-8000-{i:x12}"),
        Kind = i == 0 ? Envelope.LogCreated : "session.command",
        At = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMilliseconds(i * 1_234L),
        By = i == 0 ? "gateway" : $"p-{i % 7}",
        Outcome = "success",
        Target = i == 0 ? null : "db",
        Request = i % 5 == 1 ? "r-é" : null,
        Grant = i % 5 == 1 ? "g-1" : null,
        Details = i % 4 == 3 ? new Dictionary<string, object> { ["exit"] = i % 256L } : new(),
        DisclosureDigests = i % 2 == 1 ? [Secret(i).Digest] : [],
    };

    static byte[] Bundle(byte[][] entries) =>
        EntryBundle.Write([.. entries.Select(entry => (ReadOnlyMemory<byte>)entry)]);
}
