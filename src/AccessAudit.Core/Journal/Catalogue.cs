namespace AccessAudit.Journal;

/// <summary>
/// The one catalogue of facts. The name is the leaf's <c>k</c>, the API's <c>kind</c> and ECS <c>event.action</c>; nothing
/// is logged that is not in it. Names are for ever: a new meaning gets a new name.
/// </summary>
public static partial class Catalogue
{
    public static FactKind? Find(string name) => Index.ByName.GetValueOrDefault(name);

    // A class of its own: it is initialised on first use, after the table, wherever the compiler puts the partial files.
    static class Index
    {
        internal static readonly Dictionary<string, FactKind> ByName =
            All.ToDictionary(kind => kind.Name, StringComparer.Ordinal);
    }
}

/// <param name="Categories">ECS <c>event.category</c>.</param>
/// <param name="Types">ECS <c>event.type</c>.</param>
/// <param name="Disclosures">Which disclosures it may carry: <c>actor</c>, <c>origin</c>, <c>content</c>.</param>
/// <param name="LogBeforeAct">True when what it tells waits for a signed head.</param>
public sealed record FactKind(
    string Name, string[] Categories, string[] Types, string[] Disclosures, bool LogBeforeAct = false);
