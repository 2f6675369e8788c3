using AccessAudit.Journal;
using AccessAudit.Ledger.Format;
using AccessAudit.Ledger.Verify;
using AccessAudit.State;
using AccessAudit.Storage.Log;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AccessAudit.Storage.Tests.Stage;

/// <summary>What a client does: fetch the pages into a folder, then judge the copy with the verifier alone.</summary>
static class LogCopy
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<VerifyReport> VerifyAsync(IServiceProvider process, string client = TestDatabase.Client)
    {
        var folder = Directory.CreateTempSubdirectory("accessaudit-copy-").FullName;
        try
        {
            await WriteAsync(process.GetRequiredService<ILogPages>(), client, folder);
            return LogVerifier.Verify(new LogFolder(folder), new VerifyOptions());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Runs the sequencer until nothing waits; its own commits only.</summary>
    public static async Task<int> SequenceAsync(this IServiceProvider process)
    {
        var moved = 0;
        while (await process.GetRequiredService<Sequencer>().RunOnceAsync(Ct) is > 0 and var step)
            moved += step;
        return moved;
    }

    public static Task<Committed<int>> RecordAsync(this IServiceProvider process, params Fact[] facts) =>
        process.GetRequiredService<IStore>().CommitAsync(
            work =>
            {
                foreach (var fact in facts)
                    work.Record(fact);
                return Task.FromResult(0);
            },
            Ct);

    public static async Task<Checkpoint> HeadAsync(IServiceProvider process, string client = TestDatabase.Client)
    {
        var bytes = await process.GetRequiredService<ILogPages>().CheckpointAsync(client, Ct);
        Assert.True(SignedNote.TryParse(bytes, out var note, out var why), why);
        Assert.True(Checkpoint.TryParseBody(note.Body.Span, out var head, out why), why);
        return head;
    }

    static async Task WriteAsync(ILogPages pages, string client, string folder)
    {
        // the head first: what is read after it can only have grown
        await PutAsync(folder, "checkpoint", await pages.CheckpointAsync(client, Ct));
        await PutAsync(folder, "log.vkey", await pages.VerifierKeyAsync(client, Ct));
        var lines = await File.ReadAllLinesAsync(Path.Combine(folder, "checkpoint"), Ct);
        var size = long.Parse(lines[1], System.Globalization.CultureInfo.InvariantCulture);
        foreach (var path in Paths(size))
            await PutAsync(folder, path, await pages.TileAsync(client, path["tile/".Length..], Ct));
    }

    static IEnumerable<string> Paths(long size)
    {
        for (var level = 0; TilePath.Hashes(level, size) is > 0 and var hashes; level++)
        {
            for (var index = 0L; index * TilePath.FullWidth < hashes; index++)
            {
                var width = (int)Math.Min(TilePath.FullWidth, hashes - index * TilePath.FullWidth);
                yield return TilePath.Tile(level, index, width);
                if (level == 0)
                    yield return TilePath.Entries(index, width);
            }
        }
    }

    static async Task PutAsync(string folder, string path, byte[]? bytes)
    {
        Assert.NotNull(bytes);
        var file = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllBytesAsync(file, bytes, Ct);
    }
}
