using AccessAudit.Notices;
using AccessAudit.Proposals;
using Xunit;

namespace AccessAudit.Core.Tests.Contracts;

/// <summary>What is told and what is shown to decide about, in both languages.</summary>
public sealed class NoticeTextTests
{
    [Fact]
    public void Every_notice_has_its_sentence_in_both_languages()
    {
        var english = Resources.Read("Notices", "NoticeTexts.resx");
        Resources.Agree(english, Resources.Read("Notices", "NoticeTexts.fr.resx"));
        Assert.Equal(NoticeBoard.Kinds.Order(StringComparer.Ordinal), english.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_change_has_its_sentence_in_both_languages()
    {
        var english = Resources.Read("Proposals", "ChangeTexts.resx");
        Resources.Agree(english, Resources.Read("Proposals", "ChangeTexts.fr.resx"));
        Assert.Equal(
            Enum.GetNames<ChangeKind>().Order(StringComparer.Ordinal), english.Keys.Order(StringComparer.Ordinal));
    }
}
