// What is proved, and what is not: docs/ledger-format.md section 7.
namespace AccessAudit.Ledger.Verify;

/// <summary>
/// Verifies a copied log by its bytes alone: no network, no clock, nothing asked of whoever keeps the log. It trusts
/// the key it is given and the saved head it is given, if any.
/// </summary>
public static class LogVerifier
{
    /// <summary>Reads every file of the log, in this order: key, head, saved head, names, bundles with their tiles.</summary>
    /// <exception cref="IOException">The folder or archive cannot be listed at all.</exception>
    public static VerifyReport Verify(ILogFiles files, VerifyOptions options)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(options);
        var findings = new Findings();
        var reader = new LogReader(files, findings);
        var entries = new EntryChecks(findings);

        var heads = new HeadCheck(reader, findings);
        heads.Run(options);
        var inventory = new Inventory(files.List(), heads.Head?.Size ?? long.MaxValue, findings);
        if (heads.Head is { } head)
            new TreeCheck(reader, inventory, findings, entries, head, heads.Since).Run();

        return new VerifyReport
        {
            Verdict = findings.Verdict,
            Findings = findings.Kept,
            FindingsOmitted = findings.Omitted,
            Head = heads.Head,
            Key = heads.Key,
            KeyIsFromLog = options.Key is null,
            Since = heads.Since,
            Entries = entries.Entries,
            Sessions = entries.Sessions,
            First = entries.First,
            Last = entries.Last,
            Files = reader.FilesRead,
            OtherFiles = inventory.Others,
            OtherSignatures = heads.OtherSignatures,
        };
    }
}
