namespace AccessAudit.State;

/// <summary>
/// The organizations whose rows a transaction may see and write. It is no permission: desks decide who may do what. It
/// is the second wall behind them, so that a question asked wrongly finds nothing; a database that can (PostgreSQL, by
/// row-level security) enforces it, SQLite cannot.
/// </summary>
public sealed class Reach
{
    Reach(IReadOnlyCollection<string>? organizations) => Organizations = organizations;

    /// <summary>For the host's duties, which serve every client: sequencer, timekeeper, gateway, verbs.</summary>
    public static Reach Everything { get; } = new(null);

    /// <summary>Null = every organization.</summary>
    public IReadOnlyCollection<string>? Organizations { get; }

    /// <exception cref="ArgumentException">An id that is empty, or not <c>[A-Za-z0-9-]</c>.</exception>
    public static Reach Of(params IEnumerable<string> organizations)
    {
        var ids = organizations.Distinct(StringComparer.Ordinal).ToArray();
        return ids.FirstOrDefault(IsOdd) is { } odd
            ? throw new ArgumentException($"\"{odd}\" is no organization's id.", nameof(organizations))
            : new Reach(ids);
    }

    static bool IsOdd(string id) => id.Length == 0 || !id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
