using System.Globalization;
using System.Text;
using AccessAudit.Ledger.Verify;

namespace AccessAudit.Cli.Verify;

/// <summary>The report for people: the answer first, then what it rests on, then what it does not say.</summary>
static class VerifyText
{
    const int OtherFilesNamed = 5;

    public static string Write(VerifyReport report, Language language)
    {
        var words = new VerifyWords(language);
        var text = new StringBuilder();
        text.Append(words.Verdict(report.Verdict));
        if (report.Head is { } head)
            text.Append("  ").Append(Plain(head.Origin));
        text.Append("\n\n");
        Facts(text, report, words);
        foreach (var finding in report.Findings)
            Finding(text, finding, words);
        if (report.FindingsOmitted > 0)
            text.Append(CultureInfo.InvariantCulture, $"\n  {words.More(report.FindingsOmitted)}\n");
        Limits(text, report, words);
        return text.ToString();
    }

    public static string Unreadable(string path, Exception reason, Language language)
    {
        var words = new VerifyWords(language);
        var why = reason is InvalidDataException ? words.NotAZip : reason.Message;
        return $"{words.Verdict(Verdict.CannotTell)}  {Plain(path)}: {Plain(why)}";
    }

    static void Facts(StringBuilder text, VerifyReport report, VerifyWords words)
    {
        void Line(string name, string value) => text.Append("  ").Append(name.PadRight(10)).Append(value).Append('\n');

        if (report.Head is { } head)
            Line(words.Head, $"{words.Number(head.Size)}  {head.Root.ToBase64()}");
        if (report.Key is { } key)
            Line(words.Key, Plain(key.ToString()));
        if (report.Since is { } since)
            Line(words.Since, $"{words.Number(since.Size)}  {since.Root.ToBase64()}");
        Line(words.Read, words.Counts(report.Entries, report.Sessions, report.Files));
        if (report is { First: { } first, Last: { } last })
            Line(words.Period, $"{first:yyyy-MM-dd HH:mm:ss} - {last:yyyy-MM-dd HH:mm:ss} UTC");
    }

    static void Finding(StringBuilder text, Finding finding, VerifyWords words)
    {
        text.Append("\n  ").Append(Plain(finding.Path));
        if (finding.Entry is { } entry)
            text.Append("  (").Append(words.Entry(entry)).Append(')');
        text.Append("\n    ").Append(words.Says(finding.Kind)).Append('\n');
        foreach (var (name, value) in new[]
        {
            (words.Expected, finding.Expected), (words.Found, finding.Found), (words.Detail, finding.Why),
        })
        {
            if (value is not null)
                text.Append("    ").Append(name.PadRight(10)).Append(Plain(value)).Append('\n');
        }
    }

    static void Limits(StringBuilder text, VerifyReport report, VerifyWords words)
    {
        text.Append('\n').Append(words.NotProved).Append('\n');
        void Say(string sentence) => text.Append("  - ").Append(sentence).Append('\n');
        if (report.KeyIsFromLog)
            Say(words.KeyFromLog);
        if (report.Since is null)
            Say(words.NoSavedHead);
        Say(words.NeverWritten);
        if (report.OtherSignatures > 0)
            Say(words.OtherSignatures(report.OtherSignatures));
        if (report.OtherFiles.Count > 0)
        {
            var named = string.Join(", ", report.OtherFiles.Take(OtherFilesNamed).Select(Plain));
            var rest = report.OtherFiles.Count > OtherFilesNamed ? ", ..." : "";
            Say(words.OtherFiles(report.OtherFiles.Count) + named + rest);
        }
    }

    // names and values come from whoever made the copy: they must not drive the reader's terminal
    static string Plain(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format
            ? '\ufffd' : c));
}
