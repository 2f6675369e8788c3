// What a gateway that holds the key could sign although the format forbids it.
using System.Text;
using AccessAudit.Ledger.Format;
using AccessAudit.Ledger.Verify;

namespace AccessAudit.Ledger.Tests.Scenarios;

public sealed class SignedNonsenseTests
{
    static readonly List<Envelope> Entries = [.. SampleLog.Entries(60)];

    [Fact]
    public void A_log_begins_with_its_creation() =>
        AssertFound(FindingKind.CreationMissing, 0, Entries[0] with { Kind = "session.command" });

    [Fact]
    public void A_log_is_created_once() =>
        AssertFound(FindingKind.CreationRepeated, 59, Entries[59] with { Kind = Envelope.LogCreated });

    [Fact]
    public void An_id_is_used_once() =>
        AssertFound(FindingKind.IdRepeated, 59, Entries[59] with { Id = Entries[3].Id });

    [Fact]
    public void A_session_counts_without_a_gap() =>
        AssertFound(FindingKind.SessionCountBroken, 59, Entries[59] with { Number = Entries[59].Number + 1 });

    [Fact]
    public void A_session_begins_at_0() =>
        AssertFound(
            FindingKind.SessionCountBroken, 59,
            Entries[59] with { Session = "new", Number = 1, Previous = MerkleTree.Empty.ToBase64Url() });

    [Fact]
    public void A_session_is_chained() =>
        AssertFound(
            FindingKind.SessionChainBroken, 59, Entries[59] with { Previous = MerkleTree.Empty.ToBase64Url() });

    [Fact]
    public void An_entry_that_is_not_canonical_is_refuted()
    {
        var report = Replaced(59, Encoding.UTF8.GetBytes("{ }")).Verify();
        Assert.Equal(FindingKind.EntryMalformed, Assert.Single(report.Findings).Kind);
    }

    [Fact]
    public void An_entry_of_a_later_version_is_not_judged()
    {
        var later = Encoding.UTF8.GetString(Entries[59].Write()).Replace("\"v\":1}", "\"v\":2}", StringComparison.Ordinal);
        var report = Replaced(59, Encoding.UTF8.GetBytes(later)).Verify();
        Assert.Equal(FindingKind.EntryOfLaterVersion, Assert.Single(report.Findings).Kind);
        Assert.Equal(Verdict.CannotTell, report.Verdict);
    }

    static void AssertFound(FindingKind kind, int index, Envelope entry)
    {
        var report = Replaced(index, entry.Write()).Verify();
        Assert.Equal(Verdict.Refuted, report.Verdict);
        Assert.Contains(report.Findings, finding => finding.Kind == kind && finding.Entry == index);
    }

    static SampleLog Replaced(int index, byte[] entry)
    {
        var entries = Entries.Select(original => original.Write()).ToList();
        entries[index] = entry;
        return SampleLog.Of(entries);
    }
}
