using System.Globalization;
using System.Text.Json;
using AccessAudit.Contracts;
using AccessAudit.Journal;
using AccessAudit.Ledger.Format;
using AccessAudit.People;
using AccessAudit.State;

namespace AccessAudit.Web.Pages.Proof;

/// <summary>One disclosure that still lives: its class, and whether its digest stands in the signed leaf.</summary>
public sealed record Told(string Class, IReadOnlyList<(string Name, string Value)> Members, bool Matches);

/// <summary>One entry of a log as a page shows it.</summary>
/// <param name="Sentence">Names and texts only for whoever may search this log; pseudonyms and … for the others.</param>
/// <param name="Recomputed">The leaf hash over the stored bytes is the one the tree holds.</param>
/// <param name="Disclosures">Empty unless the reader may search.</param>
/// <param name="Living">How many disclosures live, shown or not.</param>
public sealed record EntryView(
    LogEntry Entry, string Kind, DateTimeOffset At, string Sentence, string Pretty, bool Recomputed,
    IReadOnlyList<Told> Disclosures, int Living, string? Session, string? Request)
{
    static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    internal static async Task<EntryView> OfAsync(IRows rows, LogEntry entry, bool discloses, string locale)
    {
        using var envelope = JsonDocument.Parse(entry.Entry);
        var root = envelope.RootElement;
        Dictionary<string, string> members = new(StringComparer.Ordinal);
        if (root.TryGetProperty("d", out var details))
        {
            Collect(details, members);
        }

        var told = discloses ? entry.Disclosures.Select(encoded => Read(encoded, root)).OfType<Told>().ToList() : [];
        foreach (var (name, value) in told.Where(one => one.Matches).SelectMany(one => one.Members))
        {
            members[name] = value;
        }

        var by = root.GetProperty("by").GetString()!;
        members["actor"] = await NameAsync(rows, entry.Client, by, discloses);
        if (members.TryGetValue("about", out var about))
        {
            members["about"] = await NameAsync(rows, entry.Client, about, discloses);
        }

        if (Text(root, "tgt") is { } target)
        {
            members["target"] = (await rows.FindAsync<Target>(entry.Client, target))?.Slug ?? target;
        }

        var kind = root.GetProperty("k").GetString()!;
        return new(
            entry, kind, DateTimeOffset.Parse(root.GetProperty("t").GetString()!, CultureInfo.InvariantCulture),
            Sentences.Say(kind, locale, members), JsonSerializer.Serialize(root, Indented),
            MerkleTree.LeafHash(entry.Entry).ToHex() == entry.LeafHash, told, entry.Disclosures.Count,
            Text(root, "sess"), Text(root, "r"));
    }

    static async Task<string> NameAsync(IRows rows, string client, string pseudonym, bool discloses) =>
        discloses
        && await rows.ListAsync<Pseudonym>(row => row.Client == client && row.Value == pseudonym, 1) is [var bound]
        && await rows.FindAsync<Person>(bound.Organization, bound.Person) is { } person
            ? person.Name
            : pseudonym;

    static Told? Read(string encoded, JsonElement root)
    {
        if (!Disclosure.TryParse(encoded, out var disclosure, out _))
        {
            return null;
        }

        var signed = root.TryGetProperty("sd", out var digests)
            && digests.EnumerateArray().Any(digest => digest.GetString() == disclosure.Digest);
        return new(
            disclosure.Name,
            [.. disclosure.Value.Select(
                member => (member.Key, Convert.ToString(member.Value, CultureInfo.InvariantCulture) ?? ""))],
            signed);
    }

    static void Collect(JsonElement values, Dictionary<string, string> into)
    {
        foreach (var member in values.EnumerateObject())
        {
            into[member.Name] = member.Value.ValueKind == JsonValueKind.String
                ? member.Value.GetString()!
                : member.Value.GetRawText();
        }
    }

    static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) ? value.GetString() : null;
}
