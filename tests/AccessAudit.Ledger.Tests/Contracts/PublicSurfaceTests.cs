// Strangers build on this assembly: what it shows changes only on purpose, by editing the approved file.
using System.Reflection;
using AccessAudit.Ledger.Format;

namespace AccessAudit.Ledger.Tests.Contracts;

public sealed class PublicSurfaceTests
{
    const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    static readonly string Approved =
        Repository.At("tests", "AccessAudit.Ledger.Tests", "Contracts", "PublicSurface.approved.txt");

    // every record and value has these
    static readonly string[] Common = ["Equals", "GetHashCode", "ToString", "Deconstruct", "<Clone>$", "value__"];

    [Fact]
    public void The_public_surface_is_the_approved_one()
    {
        var found = string.Concat(typeof(Hash).Assembly.GetExportedTypes()
            .OrderBy(type => type.FullName, StringComparer.Ordinal).Select(Describe));
        if (Environment.GetEnvironmentVariable("ACCESSAUDIT_WRITE_APPROVED") == "1")
            File.WriteAllText(Approved, found);
        Assert.Equal(File.ReadAllText(Approved), found);
    }

    [Fact]
    public void The_verifier_never_uses_the_appender() =>
        Assert.DoesNotContain(
            Directory.EnumerateFiles(Repository.At("src", "AccessAudit.Ledger", "Verify"), "*.cs"),
            file => File.ReadAllText(file).Contains("Append.", StringComparison.Ordinal)
                || File.ReadAllText(file).Contains("Ledger.Append", StringComparison.Ordinal));

    static string Describe(Type type)
    {
        var members = type.GetMembers(Declared)
            .Where(member => member is not MethodInfo { IsSpecialName: true } && !Common.Contains(member.Name))
            .Select(member => $"    {member}\n")
            .Order(StringComparer.Ordinal);
        return $"{type.FullName} : {type.BaseType}\n{string.Concat(members)}";
    }
}
