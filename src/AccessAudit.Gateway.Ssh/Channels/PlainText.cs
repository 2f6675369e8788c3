using System.Globalization;
using System.Text;

namespace AccessAudit.Gateway.Ssh.Channels;

/// <summary>
/// A text of ours in ASCII, accents dropped: OpenSSH shows every other byte of a disconnect as an octal number.
/// </summary>
static class PlainText
{
    public static string Of(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormD))
        {
            if (c is >= ' ' and <= '~')
            {
                plain.Append(c);
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
            {
                plain.Append(c is '\u2019' ? '\'' : ' ');
            }
        }

        return plain.ToString();
    }
}
