using AccessAudit.State;

namespace AccessAudit.Journal;

/// <summary>The facts of one transaction in call order, each refused at the call that brought it if it cannot be told.</summary>
public sealed class FactSheet
{
    readonly List<(string EventId, Fact Fact)> _facts = [];
    readonly List<EntryRef> _entries = [];

    public IReadOnlyList<(string EventId, Fact Fact)> Facts => _facts;

    public IReadOnlyList<EntryRef> Entries => _entries;

    /// <summary>Takes a fact and draws its event id: a UUIDv7 (RFC 9562 section 5.7).</summary>
    /// <exception cref="ArgumentException">The catalogue does not have it so.</exception>
    public string Add(Fact fact)
    {
        ArgumentNullException.ThrowIfNull(fact);
        Check(fact);
        var id = NewId(fact.At);
        _facts.Add((id, fact));
        _entries.Add(new EntryRef(fact.Client, id));
        return id;
    }

    internal static string NewId(DateTimeOffset at) => Guid.CreateVersion7(at).ToString("D");

    static void Check(Fact fact)
    {
        var kind = Catalogue.Find(fact.Kind)
            ?? throw new ArgumentException($"\"{fact.Kind}\" is not in the catalogue of facts.", nameof(fact));
        foreach (var (name, members) in fact.Disclosures())
        {
            if (!kind.Disclosures.Contains(name, StringComparer.Ordinal))
                throw new ArgumentException($"{kind.Name} may not disclose {name}.", nameof(fact));
            CheckNames(kind, members);
        }

        CheckNames(kind, fact.Details);
        if (fact.Details[JournalWriter.AboutMember] is not null)
            throw new ArgumentException($"{kind.Name}: whom it is about is told by Fact.About.", nameof(fact));
    }

    static void CheckNames(FactKind kind, Members members)
    {
        foreach (var name in members.Values.Keys)
        {
            if (name.Length is 0 or > 64 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-'))
                throw new ArgumentException($"{kind.Name}: \"{name}\" is not a name: 1 to 64 of A-Z a-z 0-9 _ . -");
        }
    }
}
