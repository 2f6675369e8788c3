using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace AccessAudit.Core.Tests.Contracts;

public sealed partial class ReferenceDiagramTests
{
    [Fact]
    public void The_diagram_in_ARCHITECTURE_shows_exactly_the_references_of_the_project_files()
    {
        var drawn = Arrow().Matches(File.ReadAllText(Path.Combine(Repository, "ARCHITECTURE.md")))
            .Select(arrow => $"{arrow.Groups["from"].Value} --> {arrow.Groups["to"].Value}")
            .Order(StringComparer.Ordinal);

        Assert.Equal(References().Order(StringComparer.Ordinal), drawn);
    }

    [Fact]
    public void The_ledger_builds_on_nothing_of_ours_and_only_the_host_meets_everyone()
    {
        Assert.DoesNotContain(References(), arrow => arrow.StartsWith("Ledger ", StringComparison.Ordinal));
        Assert.DoesNotContain(References(), arrow => arrow.EndsWith(" Host", StringComparison.Ordinal));
    }

    static string Repository
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "AccessAudit.sln")))
            {
                folder = folder.Parent ?? throw new DirectoryNotFoundException("not inside the repository");
            }

            return folder.FullName;
        }
    }

    static IEnumerable<string> References() =>
        from file in Directory.EnumerateFiles(Path.Combine(Repository, "src"), "*.csproj", SearchOption.AllDirectories)
        from reference in XDocument.Load(file).Descendants("ProjectReference")
        select $"{Short(file)} --> {Short(reference.Attribute("Include")!.Value)}";

    static string Short(string file) =>
        Path.GetFileNameWithoutExtension(file).Replace("AccessAudit.", "", StringComparison.Ordinal);

    [GeneratedRegex(@"^\s+(?<from>[\w.]+) --> (?<to>[\w.]+)\s*$", RegexOptions.Multiline)]
    private static partial Regex Arrow();
}
