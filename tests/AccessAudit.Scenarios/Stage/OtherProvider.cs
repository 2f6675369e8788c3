namespace AccessAudit.Scenarios.Stage;

/// <summary>npm's <c>oidc-provider</c> (<c>Provider/provider.mjs</c>) as a process of its own.</summary>
static class OtherProvider
{
    internal const string ClientId = "accessaudit";

    internal static string Folder => Path.GetFullPath(
        Path.Combine(AppContext.BaseDirectory, "../../../../tests/AccessAudit.Scenarios/Provider"));

    /// <summary>True when Node and the packages are there (<c>npm ci --ignore-scripts</c>, as <c>infra/test</c> does).</summary>
    internal static bool IsInstalled =>
        Tool.Find("node") is not null && Directory.Exists(Path.Combine(Folder, "node_modules", "oidc-provider"));

    /// <param name="place">This authority's place in the gateway's settings.</param>
    internal static Task<Binary> StartAsync(int port, string gateway, int place, string secret) => Binary.StartAsync(
        Tool.Find("node")!, new Dictionary<string, string?>(), "listening on",
        Path.Combine(Folder, "provider.mjs"), $"{port}", gateway, $"{place}", secret);
}
