namespace AccessAudit.Journal;

/// <summary>
/// The one catalogue of facts. The name is the leaf's <c>k</c>, the API's <c>kind</c> and ECS <c>event.action</c>; nothing
/// is logged that is not in it. Names are for ever: a new meaning gets a new name.
/// </summary>
public static partial class Catalogue
{
    static readonly Lazy<Dictionary<string, FactKind>> ByName =
        new(() => All.ToDictionary(kind => kind.Name, StringComparer.Ordinal));

    public static FactKind? Find(string name) => ByName.Value.GetValueOrDefault(name);
}

/// <param name="Categories">ECS <c>event.category</c>.</param>
/// <param name="Types">ECS <c>event.type</c>.</param>
/// <param name="Disclosures">Which disclosures it may carry: <c>actor</c>, <c>origin</c>, <c>content</c>.</param>
/// <param name="LogBeforeAct">True when what it tells waits for a signed head.</param>
public sealed record FactKind(
    string Name, string[] Categories, string[] Types, string[] Disclosures, bool LogBeforeAct = false);
