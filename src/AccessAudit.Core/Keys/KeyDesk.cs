using AccessAudit.Codes;
using AccessAudit.Journal;
using AccessAudit.People;
using AccessAudit.Refusals;
using AccessAudit.State;

namespace AccessAudit.Keys;

/// <summary>
/// Technicians' public keys. Adding one takes a code; both acts go into the log of every client where the technician is
/// engaged, and the caller answers once signed heads cover them.
/// </summary>
public sealed class KeyDesk(CodeDesk codes)
{
    const int LongestLabel = 64;

    /// <summary>Registers a key for oneself.</summary>
    /// <param name="publicKeyLine">One <c>authorized_keys</c> line without options.</param>
    /// <param name="label">What the owner calls it; empty = the line's comment, or the key's type.</param>
    public async Task<Answer<SshKey>> AddAsync(
        IWork work, Person who, string publicKeyLine, string label, string code, Origin from, DateTimeOffset now,
        CancellationToken ct)
    {
        if (!who.Is(Role.Technician))
        {
            return new Refusal("role.missing", Role.Technician);
        }

        var parsed = PublicKeyLine.Parse(publicKeyLine);
        if (parsed.Value is not { } line)
        {
            return parsed.Refusal!;
        }

        var called = Label(label, line);
        if (called.Length > LongestLabel || called.Any(char.IsControl))
        {
            return new Refusal("key.label_invalid");
        }

        var clients = await Concerned.ClientsOfAsync(work, who);
        if (await codes.CheckAsync(
            work, who, code, CodePurpose.Key, line.Fingerprint, clients, from, now, ct) is { } wrong)
        {
            return wrong;
        }

        // Asked only after the code: whether somebody's key is registered here is nobody else's business.
        var known = await work.ListAsync<SshKey>(row => row.Fingerprint == line.Fingerprint);
        if (known.Count > 0)
        {
            // A revoked key stays revoked: a new one costs nothing, and the old one may be in other hands.
            return new Refusal(known.Any(row => row.RevokedAt is null) ? "key.exists" : "key.revoked");
        }

        var key = new SshKey
        {
            Organization = who.Organization,
            Person = who.Id,
            Fingerprint = line.Fingerprint,
            PublicKey = line.Line,
            Label = called,
            AddedAt = now,
        };
        work.Add(key);
        Tell(work, clients, "ssh_key.added", who, key, from, now);
        return key;
    }

    /// <summary>
    /// Revokes one of one's own keys. Stopping is free: no code, even while code entry is closed. Sessions opened with the
    /// key are cut within a second by the gateway that holds them.
    /// </summary>
    public async Task<Answer<SshKey>> RevokeAsync(
        IWork work, Person who, string fingerprint, Origin from, DateTimeOffset now, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (await work.FindAsync<SshKey>(who.Organization, who.Id, fingerprint) is not { RevokedAt: null } key)
        {
            return new Refusal("key.unknown");
        }

        var revoked = key with { RevokedAt = now };
        work.Replace(revoked);
        Tell(work, await Concerned.ClientsOfAsync(work, who), "ssh_key.revoked", who, revoked, from, now);
        return revoked;
    }

    static string Label(string label, PublicKeyLine line)
    {
        var given = label.Trim();
        return given.Length > 0 ? given : line.Comment.Length > 0 ? line.Comment : line.Type;
    }

    static void Tell(
        IWork work, IReadOnlyList<string> clients, string kind, Person who, SshKey key, Origin from, DateTimeOffset now)
    {
        foreach (var client in clients)
        {
            work.Record(new Fact
            {
                Client = client,
                Kind = kind,
                At = now,
                By = who.Key,
                Details = Members.Of(("type", key.PublicKey.Split(' ')[0])),
                Origin = Members.Of(("address", from.Address), ("device", from.Device), ("key", key.Fingerprint)),
                Content = Members.Of(("label", key.Label)),
            });
        }
    }
}
