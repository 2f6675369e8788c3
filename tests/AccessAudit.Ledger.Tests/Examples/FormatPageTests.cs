using System.Text;

namespace AccessAudit.Ledger.Tests.Examples;

public sealed class FormatPageTests
{
    [Fact]
    public void The_worked_example_of_the_format_page_is_the_frozen_log_of_three_entries()
    {
        var page = File.ReadAllText(Repository.At("docs", "ledger-format.md"));
        var log = SampleLog.OfSize(3);
        foreach (var path in (string[])["checkpoint", "log.vkey"])
            Assert.Contains(Encoding.UTF8.GetString(log.Files[path]), page, StringComparison.Ordinal);
        foreach (var entry in SampleLog.Entries(3))
            Assert.Contains($"\n{Encoding.UTF8.GetString(entry.Write())}\n", page, StringComparison.Ordinal);
        Assert.Contains($"\n{SampleLog.Secret(1).Encoded}\n", page, StringComparison.Ordinal);
        Assert.Equal([SampleLog.Secret(1).Digest], SampleLog.Entries(2).Last().DisclosureDigests);
    }
}
