using AccessAudit.Ledger.Format;
using AccessAudit.Ledger.Verify;

namespace AccessAudit.Ledger.Tests.Scenarios;

public sealed class SavedHeadTests
{
    static readonly SampleLog Log = SampleLog.OfSize(300);

    [Theory]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(300)]
    public void A_log_that_only_grew_is_proved(int saved)
    {
        var report = Log.Verify(SampleLog.OfSize(saved).Files["checkpoint"]);
        Assert.Empty(report.Findings);
        Assert.Equal((Verdict.Proved, saved), (report.Verdict, report.Since!.Size));
    }

    [Fact]
    public void A_rollback_verifies_alone_and_is_refuted_by_the_saved_head()
    {
        var saved = SampleLog.OfSize(301).Files["checkpoint"];
        Assert.Equal(Verdict.Proved, Log.Verify().Verdict);
        AssertRefuted(FindingKind.RolledBack, Log.Verify(saved));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(299)]
    [InlineData(300)]
    public void A_log_that_was_rewritten_and_signed_again_is_refuted_by_the_saved_head(int saved)
    {
        var entries = SampleLog.Entries(300).ToList();
        entries[0] = entries[0] with { Outcome = "failure" };
        var rewritten = SampleLog.Of([.. entries.Select(entry => entry.Write())]);
        Assert.Equal(Verdict.Proved, rewritten.Verify().Verdict);
        AssertRefuted(FindingKind.Forked, rewritten.Verify(SampleLog.OfSize(saved).Files["checkpoint"]));
    }

    [Fact]
    public void A_saved_head_with_any_flipped_bit_never_proves()
    {
        var saved = SampleLog.OfSize(200).Files["checkpoint"];
        for (var bit = 0; bit < 8 * saved.Length; bit++)
        {
            var changed = saved.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotEqual(Verdict.Proved, SampleLog.OfSize(2).Verify(changed).Verdict);
        }
    }

    [Fact]
    public void A_saved_head_by_another_key_is_refuted()
    {
        using var other = LogKey.Create(SampleLog.Origin);
        AssertRefuted(FindingKind.SavedHeadNotSigned, Log.Verify(other.Sign(SampleLog.OfSize(200).Head)));
    }

    [Fact]
    public void The_key_of_the_annex_wins_over_the_key_in_the_folder()
    {
        using var other = LogKey.Create(SampleLog.Origin);
        var report = LogVerifier.Verify(Log, new VerifyOptions { Key = other.VerifierKey });
        Assert.Equal(
            [FindingKind.KeyDiffers, FindingKind.NotSigned], report.Findings.Select(finding => finding.Kind));
        Assert.False(report.KeyIsFromLog);
    }

    static void AssertRefuted(FindingKind kind, VerifyReport report)
    {
        Assert.Equal(Verdict.Refuted, report.Verdict);
        Assert.Equal(kind, Assert.Single(report.Findings).Kind);
    }
}
