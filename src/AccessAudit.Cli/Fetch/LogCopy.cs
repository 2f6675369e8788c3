using AccessAudit.Ledger.Format;
using AccessAudit.Ledger.Verify;

namespace AccessAudit.Cli.Fetch;

/// <summary>
/// The client's own copy of its log. Full tiles never change, so only what is missing is read. The head is replaced last:
/// a copy that was interrupted is the old copy with some files more. A head that does not continue the saved one never takes
/// its place: whoever rewrote the log would else be believed at the second attempt.
/// </summary>
static class LogCopy
{
    /// <summary>Beside the copy: the signed head that was refuted, which is the proof against whoever signed it.</summary>
    internal const string RefutedHead = "checkpoint.refuted";

    public static async Task<CopyResult> UpdateAsync(LogAddress log, DirectoryInfo folder, CancellationToken ct)
    {
        var head = await log.ReadAsync("checkpoint", ct);
        var key = await log.ReadAsync("log.vkey", ct);
        if (!SignedNote.TryParse(head, out var note, out var why)
            || !Checkpoint.TryParseBody(note.Body.Span, out var checkpoint, out why))
        {
            return new CopyResult.Refused($"checkpoint: {why}");
        }

        var (keyFile, headFile) = (At("log.vkey"), At("checkpoint"));
        if (keyFile.Exists && !(await File.ReadAllBytesAsync(keyFile.FullName, ct)).AsSpan().SequenceEqual(key))
        {
            return new CopyResult.Refused("log.vkey: the gateway shows another key than the one copied before");
        }

        var saved = headFile.Exists ? await File.ReadAllBytesAsync(headFile.FullName, ct) : null;
        if (saved is not null && SizeOf(saved) is { } size && size > checkpoint.Size)
        {
            return new CopyResult.Refused(
                $"checkpoint: the log shrank from {size} to {checkpoint.Size} entries; the copy was left as it is");
        }

        await WriteAsync(keyFile, key, ct);
        var fresh = new List<FileInfo>();
        foreach (var path in Needed(checkpoint.Size))
        {
            var file = At(path);
            if (!file.Exists)
            {
                await WriteAsync(file, await log.ReadAsync(path, ct), ct);
                fresh.Add(file);
            }
        }

        var report = LogVerifier.Verify(
            new UnderHead(new LogFolder(folder.FullName), head), new VerifyOptions { Since = saved });
        if (saved is not null && report.Verdict == Verdict.Refuted)
        {
            fresh.ForEach(file => file.Delete());
            await WriteAsync(At(RefutedHead), head, ct);
            return new CopyResult.Copied(checkpoint.Size, fresh.Count, report, IsKept: false);
        }

        await WriteAsync(headFile, head, ct);
        return new CopyResult.Copied(checkpoint.Size, fresh.Count, report, IsKept: true);

        FileInfo At(string path) => new(Path.Combine(folder.FullName, path));
    }

    /// <summary>Every tile and bundle that a log of this size has.</summary>
    static IEnumerable<string> Needed(long size)
    {
        for (var level = 0; level <= TilePath.MaxLevel && TilePath.Hashes(level, size) > 0; level++)
        {
            var full = TilePath.Hashes(level, size) / TilePath.FullWidth;
            var partial = TilePath.PartialWidth(level, size);
            for (long index = 0; index < full + (partial > 0 ? 1 : 0); index++)
            {
                var width = index < full ? TilePath.FullWidth : partial;
                yield return TilePath.Tile(level, index, width);
                if (level == 0)
                {
                    yield return TilePath.Entries(index, width);
                }
            }
        }
    }

    static long? SizeOf(byte[] head) =>
        SignedNote.TryParse(head, out var note, out _) && Checkpoint.TryParseBody(note.Body.Span, out var saved, out _)
            ? saved.Size
            : null;

    static async Task WriteAsync(FileInfo file, byte[] bytes, CancellationToken ct)
    {
        file.Directory!.Create();
        var partly = file.FullName + ".partly";
        await File.WriteAllBytesAsync(partly, bytes, ct);
        File.Move(partly, file.FullName, overwrite: true);
    }
}

abstract record CopyResult
{
    /// <param name="Report">On the new head, checked against the one that the copy had before.</param>
    /// <param name="IsKept">False when that refuted it: then the copy is as it was.</param>
    internal sealed record Copied(long Size, int FilesRead, VerifyReport Report, bool IsKept) : CopyResult;

    internal sealed record Refused(string Why) : CopyResult;
}
