using AccessAudit.People;

namespace AccessAudit.Journal;

/// <summary>
/// One thing that happened, on its way into a client's log. The leaf carries <see cref="Details"/> in clear and nothing
/// personal; names, addresses, texts and paths go into disclosures, which can be erased with every proof still valid.
/// </summary>
public sealed record Fact
{
    public required string Client { get; init; }

    /// <summary>A name of the <see cref="Catalogue"/>; anything else is refused by the journal.</summary>
    public required string Kind { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>Who acted; null = the system. In the leaf only as a pseudonym of this client.</summary>
    public PersonKey? By { get; init; }

    /// <summary>Whom it concerns, when that is not who acted; in the leaf only as a pseudonym of this client.</summary>
    public PersonKey? About { get; init; }
    public FactOutcome Outcome { get; init; } = FactOutcome.Success;
    public string? Session { get; init; }
    public string? Target { get; init; }
    public string? Request { get; init; }
    public string? Grant { get; init; }

    /// <summary>In clear in the leaf: ids, hashes, counts, reason codes. Values are <c>string</c> or <c>long</c>. Never personal.</summary>
    public Members Details { get; init; } = Members.None;

    /// <summary>Who a pseudonym is (only <c>identity.bound</c>): retention class of contracts.</summary>
    public Members Actor { get; init; } = Members.None;

    /// <summary>Where it came from: address, device, key fingerprint.</summary>
    public Members Origin { get; init; } = Members.None;

    /// <summary>What was said or named: reason, command, path, question.</summary>
    public Members Content { get; init; } = Members.None;

    /// <summary>What it discloses, by class, in the order of the leaf's digests; nothing for a class without members.</summary>
    internal IEnumerable<(string Name, Members Members)> Disclosures()
    {
        if (Actor.Count > 0)
            yield return ("actor", Actor);
        if (Origin.Count > 0)
            yield return ("origin", Origin);
        if (Content.Count > 0)
            yield return ("content", Content);
    }
}

public enum FactOutcome { Success, Failure, Unknown }
