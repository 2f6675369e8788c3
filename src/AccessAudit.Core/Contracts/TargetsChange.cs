using AccessAudit.Contracts.Files;
using AccessAudit.Journal;
using AccessAudit.State;

namespace AccessAudit.Contracts;

/// <summary>
/// Makes the scope what the file says: ids live as long as their slug, what is no longer named is retired.
/// </summary>
sealed class TargetsChange(IWork work, string client, DateTimeOffset now)
{
    readonly HashSet<string> _moved = new(StringComparer.Ordinal);

    /// <summary>
    /// Returns the ids of the targets that may now be another machine: what was approved for the old one is not approved
    /// for the new one.
    /// </summary>
    public async Task<IReadOnlySet<string>> ApplyAsync(ContractFile file)
    {
        var rows = (await work.ListAsync<Target>(x => x.Client == client))
            .ToDictionary(x => x.Slug, StringComparer.Ordinal);
        foreach (var named in file.Targets)
        {
            rows.Remove(named.Slug, out var before);
            Keep(named, before);
        }

        foreach (var gone in rows.Values.Where(x => x.InScope))
        {
            work.Replace(gone with { InScope = false });
            work.Record(new Fact { Client = client, Kind = "asset.retired", At = now, Target = gone.Id });
        }

        return _moved;
    }

    void Keep(FileTarget named, Target? before)
    {
        var after = new Target
        {
            Client = client,
            Id = before?.Id ?? Ids.New(),
            Slug = named.Slug,
            Title = named.Title,
            Host = named.Host,
            Port = named.Port,
            HostKeys = named.HostKeys,
            Protocols = named.Protocols,
            Accounts = named.Accounts,
            DataCategories = named.DataCategories,
            Sensitivity = named.Sensitivity,
            Owners = named.Owners,
            Version = before?.Version ?? 0,
        };
        if (before is null)
        {
            work.Add(after);
            Tell("asset.declared", after, changed: null);
            return;
        }

        var changed = Changes(before, after);
        if (changed.Count == 0)
            return;
        if (before.Host != after.Host || before.Port != after.Port || after.HostKeys.Except(before.HostKeys).Any())
            _moved.Add(after.Id);
        work.Replace(after);
        Tell(before.InScope ? "asset.changed" : "asset.declared", after, string.Join(' ', changed));
    }

    void Tell(string kind, Target target, string? changed) => work.Record(new Fact
    {
        Client = client,
        Kind = kind,
        At = now,
        Target = target.Id,
        Details = Members.Of(
            ("sensitivity", target.Sensitivity), ("protocols", string.Join(' ', target.Protocols)),
            ("data_categories", string.Join(' ', target.DataCategories)), ("changed", changed)),
        Content = Members.Of(
            ("name", target.Slug), ("title", target.Title), ("host", target.Host), ("port", target.Port),
            ("host_keys", string.Join(", ", target.HostKeys)), ("accounts", string.Join(' ', target.Accounts)),
            ("owners", string.Join(' ', target.Owners))),
    });

    /// <summary>The file's names of what differs.</summary>
    static List<string> Changes(Target before, Target after)
    {
        var changed = new List<string>();
        void Compare(string name, bool same)
        {
            if (!same)
                changed.Add(name);
        }

        Compare("scope", before.InScope);
        Compare("title", before.Title == after.Title);
        Compare("host", before.Host == after.Host);
        Compare("port", before.Port == after.Port);
        Compare("hostKeys", Same(before.HostKeys, after.HostKeys));
        Compare("protocols", Same(before.Protocols, after.Protocols));
        Compare("accounts", Same(before.Accounts, after.Accounts));
        Compare("dataCategories", Same(before.DataCategories, after.DataCategories));
        Compare("sensitivity", before.Sensitivity == after.Sensitivity);
        Compare("owners", Same(before.Owners, after.Owners));
        return changed;
    }

    static bool Same(string[] one, string[] other) => one.SequenceEqual(other, StringComparer.Ordinal);
}
