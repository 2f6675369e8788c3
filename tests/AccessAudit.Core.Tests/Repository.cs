namespace AccessAudit.Core.Tests;

static class Repository
{
    public static readonly string Root = Find(AppContext.BaseDirectory);

    public static string At(params string[] parts) => Path.Combine([Root, .. parts]);

    static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "AccessAudit.sln")) ? folder : Find(Path.GetDirectoryName(folder)!);
}
