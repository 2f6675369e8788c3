using AccessAudit.Ledger.Format;
using AccessAudit.People;
using AccessAudit.State;

namespace AccessAudit.Journal;

/// <summary>An entry as it will stand in the log for ever, and what of it can be erased.</summary>
/// <param name="Bytes">The envelope; stored and hashed as it is, never written anew.</param>
public sealed record JournalEntry(EntryRef Ref, byte[] Bytes, IReadOnlyList<Disclosure> Disclosures);

/// <summary>
/// Turns facts into entries: people become pseudonyms of that client, texts become salted disclosures, entries of a
/// session are chained. Two kinds of entry it adds by itself, each right before the first that needs it:
/// <c>log.created</c> as a client's entry 0, and <c>identity.bound</c> where a person appears to a client for the first
/// time.
/// </summary>
public sealed class JournalWriter
{
    /// <summary>The member of the leaf's details that holds the pseudonym of whom the fact is about.</summary>
    public const string AboutMember = "about";

    const string BySystem = "system";
    const string IdentityBound = "identity.bound";

    readonly IWork _work;
    readonly List<JournalEntry> _entries = [];
    readonly HashSet<string> _openLogs = new(StringComparer.Ordinal);
    readonly Dictionary<(string Client, PersonKey Person), string> _pseudonyms = [];
    readonly Dictionary<(string Client, string Session), (SessionChain Chain, bool IsNew)> _chains = [];

    JournalWriter(IWork work) => _work = work;

    /// <summary>Writes the sheet's facts in their order; the rows it needs are read from and left in <paramref name="work"/>.</summary>
    /// <exception cref="ArgumentException">An entry that the format refuses, for example longer than 65,535 bytes.</exception>
    /// <exception cref="InvalidOperationException">A person who is not there.</exception>
    public static async Task<IReadOnlyList<JournalEntry>> WriteAsync(IWork work, FactSheet sheet, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(sheet);
        var writer = new JournalWriter(work);
        foreach (var (id, fact) in sheet.Facts)
        {
            ct.ThrowIfCancellationRequested();
            await writer.WriteAsync(id, fact);
        }

        writer.KeepChains();
        return writer._entries;
    }

    async Task WriteAsync(string id, Fact fact)
    {
        await OpenLogAsync(fact);
        var by = await PseudonymAsync(fact, fact.By) ?? BySystem;
        var about = await PseudonymAsync(fact, fact.About);
        var chain = fact.Session is null ? null : await ChainAsync(fact.Client, fact.Session);
        var bytes = Put(id, fact, by, about, chain);
        if (chain is not null)
            Grow(chain, bytes);
    }

    async Task OpenLogAsync(Fact fact)
    {
        var isCreation = fact.Kind == Envelope.LogCreated;
        if (_openLogs.Contains(fact.Client) || await _work.FindAsync<ClientLog>(fact.Client) is not null)
        {
            if (isCreation)
                throw new InvalidOperationException($"The log of {fact.Client} has been created before.");
            _openLogs.Add(fact.Client);
            return;
        }

        _openLogs.Add(fact.Client);
        _work.Add(new ClientLog { Client = fact.Client, CreatedAt = fact.At });
        if (!isCreation)
        {
            var creation = new Fact { Client = fact.Client, Kind = Envelope.LogCreated, At = fact.At };
            Put(FactSheet.NewId(fact.At), creation, BySystem, about: null, chain: null);
        }
    }

    async Task<string?> PseudonymAsync(Fact fact, PersonKey? key)
    {
        if (key is not { } person)
            return null;
        if (_pseudonyms.TryGetValue((fact.Client, person), out var known))
            return known;
        var row = await _work.FindAsync<Pseudonym>(fact.Client, person.Organization, person.Id);
        return _pseudonyms[(fact.Client, person)] = row?.Value ?? await BindAsync(fact, person);
    }

    async Task<string> BindAsync(Fact fact, PersonKey key)
    {
        var person = await _work.FindAsync<Person>(key.Organization, key.Id)
            ?? throw new InvalidOperationException($"{fact.Kind} names a person who is not there.");
        var organization = await _work.FindAsync<Organization>(key.Organization)
            ?? throw new InvalidOperationException($"{fact.Kind} names a person of an organization that is not there.");
        var value = Ids.NewPseudonym();
        _work.Add(new Pseudonym
        {
            Client = fact.Client,
            Organization = key.Organization,
            Person = key.Id,
            Value = value,
        });
        var bound = new Fact
        {
            Client = fact.Client,
            Kind = IdentityBound,
            At = fact.At,
            Actor = Members.Of(
                ("login", person.Login), ("name", person.Name), ("organization", organization.Name),
                ("roles", string.Join(' ', person.Roles))),
        };
        Put(FactSheet.NewId(fact.At), bound, by: value, about: null, chain: null);
        return value;
    }

    async Task<SessionChain> ChainAsync(string client, string session)
    {
        if (_chains.TryGetValue((client, session), out var known))
            return known.Chain;
        var row = await _work.FindAsync<SessionChain>(client, session);
        var chain = row ?? new SessionChain { Client = client, Session = session, Next = 0 };
        _chains[(client, session)] = (chain, row is null);
        return chain;
    }

    void Grow(SessionChain chain, byte[] bytes)
    {
        var key = (chain.Client, chain.Session);
        var grown = chain with { Next = chain.Next + 1, PreviousLeafHash = MerkleTree.LeafHash(bytes).ToBase64Url() };
        _chains[key] = (grown, _chains[key].IsNew);
    }

    void KeepChains()
    {
        foreach (var (chain, isNew) in _chains.Values)
        {
            if (isNew)
                _work.Add(chain);
            else
                _work.Replace(chain);
        }
    }

    byte[] Put(string id, Fact fact, string by, string? about, SessionChain? chain)
    {
        var disclosures = fact.Disclosures()
            .Select(disclosure => Disclosure.Create(disclosure.Name, disclosure.Members.Values))
            .ToList();
        var details = new Dictionary<string, object>(fact.Details.Values, StringComparer.Ordinal);
        if (about is not null)
            details.Add(AboutMember, about);
        var envelope = new Envelope
        {
            Id = id,
            Kind = fact.Kind,
            At = fact.At,
            By = by,
            Outcome = Word(fact.Outcome),
            Session = fact.Session,
            Number = chain?.Next,
            Previous = chain?.PreviousLeafHash,
            Target = fact.Target,
            Request = fact.Request,
            Grant = fact.Grant,
            Details = details,
            DisclosureDigests = [.. disclosures.Select(disclosure => disclosure.Digest)],
        };
        var bytes = envelope.Write();
        _entries.Add(new JournalEntry(new EntryRef(fact.Client, id), bytes, disclosures));
        return bytes;
    }

    static string Word(FactOutcome outcome) => outcome switch
    {
        FactOutcome.Success => "success",
        FactOutcome.Failure => "failure",
        _ => "unknown",
    };
}
