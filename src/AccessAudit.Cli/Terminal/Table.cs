using System.Text;
using AccessAudit.Cli.Server;

namespace AccessAudit.Cli.Terminal;

/// <summary>Columns as wide as their widest cell; the last one runs free.</summary>
static class Table
{
    public static string Write(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        List<IReadOnlyList<string>> all = [columns, .. rows.Select(row => row.Select(Texts.Safe).ToList())];
        var widths = columns.Select((_, at) => all.Max(row => row[at].Length)).ToList();
        var text = new StringBuilder();
        foreach (var row in all)
            text.AppendLine(string.Join("  ", row.Select((cell, at) => cell.PadRight(widths[at]))).TrimEnd());
        return text.ToString();
    }
}
