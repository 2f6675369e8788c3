using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace AccessAudit.Scenarios.Pages;

/// <summary>What the pages take from others is what the lock file says, known by version, licence and hash.</summary>
public sealed class VendorTests
{
    static readonly string Web = Path.GetFullPath(
        Path.Combine(AppContext.BaseDirectory, "../../../../src/AccessAudit.Web"));

    static readonly string?[] Licences = ["OFL-1.1", "ISC", "MIT"];

    [Fact]
    public void Every_file_stands_in_the_manifest_with_its_version_licence_and_hash()
    {
        var folder = Path.Combine(Web, "wwwroot", "vendor");
        using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "manifest.json")));
        using var locked = JsonDocument.Parse(File.ReadAllText(Path.Combine(Web, "npm", "package-lock.json")));
        var noted = manifest.RootElement.EnumerateArray().ToDictionary(file => file.GetProperty("file").GetString()!);
        Assert.Equal(
            Directory.GetFiles(folder).Select(path => Path.GetFileName(path)!).Where(name => name != "manifest.json").Order(),
            noted.Keys.Order());
        foreach (var (name, note) in noted)
        {
            Assert.Equal(
                Convert.ToBase64String(SHA384.HashData(File.ReadAllBytes(Path.Combine(folder, name)))),
                note.GetProperty("sha384").GetString());
            var package = locked.RootElement.GetProperty("packages")
                .GetProperty("node_modules/" + note.GetProperty("package").GetString());
            Assert.Equal(package.GetProperty("version").GetString(), note.GetProperty("version").GetString());
            Assert.Contains(note.GetProperty("license").GetString(), Licences);
        }
    }

    [Fact]
    public void Every_icon_that_a_page_names_is_in_the_sprite()
    {
        var sprite = File.ReadAllText(Path.Combine(Web, "wwwroot", "vendor", "icons.svg"));
        var named = Directory.EnumerateFiles(Web, "*.razor", SearchOption.AllDirectories)
            .SelectMany(file => Regex.Matches(File.ReadAllText(file), "(?:Icon Name|Icon)=\"([a-z][a-z0-9-]+)\""))
            .Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains($"<symbol id=\"{name}\"", sprite));
    }
}
