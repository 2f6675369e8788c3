using AccessAudit.Ledger.Format;

namespace AccessAudit.Ledger.Verify;

/// <summary>An entry as read from its bytes; null <see cref="Envelope"/> when they are not one.</summary>
readonly record struct ReadEntry(Hash Leaf, Envelope? Envelope, string Why, bool IsLaterVersion);

/// <summary>
/// What the entries must say together: one beginning, one id each, sessions without a gap. Keeps 16 bytes per entry
/// and one hash per session in memory.
/// </summary>
sealed class EntryChecks(Findings findings)
{
    readonly HashSet<Guid> _ids = [];
    readonly Dictionary<string, (long Next, Hash Last, int Gap)> _sessions = new(StringComparer.Ordinal);
    int _gaps;

    public long Entries { get; private set; }

    public int Sessions => _sessions.Count;

    public DateTimeOffset? First { get; private set; }

    public DateTimeOffset? Last { get; private set; }

    /// <summary>Entries are missing here: what comes cannot be held against them.</summary>
    public void Gap() => _gaps++;

    public void Check(string path, long index, ReadEntry entry)
    {
        Entries++;
        if (entry.Envelope is not { } envelope)
        {
            var kind = entry.IsLaterVersion ? FindingKind.EntryOfLaterVersion : FindingKind.EntryMalformed;
            findings.Add(kind, path, index, found: entry.Leaf.ToHex(), why: entry.Why);
            Gap();
            return;
        }
        First ??= envelope.At;
        Last = envelope.At;
        if (index == 0 && envelope.Kind != Envelope.LogCreated)
            findings.Add(FindingKind.CreationMissing, path, index, Envelope.LogCreated, envelope.Kind);
        if (index > 0 && envelope.Kind == Envelope.LogCreated)
            findings.Add(FindingKind.CreationRepeated, path, index);
        if (!_ids.Add(Guid.ParseExact(envelope.Id, "D")))
            findings.Add(FindingKind.IdRepeated, path, index, found: envelope.Id);
        if (envelope.Session is { } session)
            Follow(path, index, session, envelope, entry.Leaf);
    }

    void Follow(string path, long index, string session, Envelope envelope, Hash leaf)
    {
        var known = _sessions.TryGetValue(session, out var before) && before.Gap == _gaps;
        if (known || _gaps == 0)
        {
            if (envelope.Number != before.Next)
            {
                findings.Add(FindingKind.SessionCountBroken, path, index, $"{before.Next}", $"{envelope.Number}",
                    $"session {session}");
            }
            if (known && envelope.Previous != before.Last.ToBase64Url())
            {
                findings.Add(FindingKind.SessionChainBroken, path, index, before.Last.ToBase64Url(),
                    envelope.Previous ?? "-", $"session {session}");
            }
        }
        _sessions[session] = (envelope.Number!.Value + 1, leaf, _gaps);
    }
}
