using AccessAudit.Host.Settings;
using AccessAudit.Journal;
using AccessAudit.Ledger.Verify;
using AccessAudit.Storage;
using AccessAudit.Storage.Log;

namespace AccessAudit.Host.Verbs;

/// <summary>
/// Looks and tells, changes nothing: the schema (before anything else), the key files, the outbox, and every log
/// verified
/// from its published pages by the verifier that clients use.
/// </summary>
static class Doctor
{
    internal static Task<int> RunAsync(HostSettings settings) => Tools.WithPartsAsync(settings, async parts =>
    {
        Tell(true, "schema", "of this version");
        var well = true;
        foreach (var found in await StorageSetup.InspectAsync(settings.Database, CancellationToken.None))
        {
            Tell(found.IsWell, found.What, found.How);
            well &= found.IsWell;
        }

        well &= Keys(settings);
        var waiting = await parts.GetRequiredService<LedgerHealth>().WaitingAsync(CancellationToken.None);
        Tell(true, "outbox", $"{waiting} entries wait for a signed head");
        foreach (var log in await parts.GetRequiredService<ILogReader>().SizesAsync(CancellationToken.None))
        {
            well &= await VerifyAsync(parts.GetRequiredService<ILogPages>(), log.Client);
        }

        return well ? Verb.Done : Verb.Failed;
    });

    static bool Keys(HostSettings settings)
    {
        var well = true;
        var folders = new[] { settings.LogKeysFolder, settings.CookieKeysFolder }.Where(Directory.Exists);
        foreach (var file in new[] { settings.KeyEncryptionKeyFile, settings.SshHostKeyFile }.Concat(folders.SelectMany(Directory.GetFiles)))
        {
            const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            var trouble = !File.Exists(file) ? "not there yet: drawn when first needed"
                : !OperatingSystem.IsWindows() && !file.EndsWith(".pub", StringComparison.Ordinal)
                    && (File.GetUnixFileMode(file) & ~Owner) != 0 ? "others may read it: chmod 600"
                : null;
            Tell(trouble is null || !File.Exists(file), $"key {file}", trouble ?? "closed to others");
            well &= trouble is null || !File.Exists(file);
        }

        return well;
    }

    static async Task<bool> VerifyAsync(ILogPages pages, string client)
    {
        var report = LogVerifier.Verify(await PublishedLog.ReadAsync(pages, client), new VerifyOptions());
        var well = report.Verdict == Verdict.Proved;
        Tell(well, $"log of {client}", $"{report.Verdict}, {report.Entries} entries");
        foreach (var finding in report.Findings)
        {
            Console.WriteLine($"       {finding.Kind} {finding.Path} {finding.Why}");
        }

        return well;
    }

    static void Tell(bool well, string what, string how) =>
        Console.WriteLine($"{(well ? "ok  " : "FAIL")} {what}: {how}");
}
