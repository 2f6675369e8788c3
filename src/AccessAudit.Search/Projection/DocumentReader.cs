using System.Globalization;
using System.Text;
using System.Text.Json;
using AccessAudit.Journal;
using AccessAudit.Ledger.Format;
using AccessAudit.Search.Index;

namespace AccessAudit.Search.Projection;

/// <summary>Log entry and disclosures (formats: <c>docs/ledger-format.md</c>) to index document.</summary>
static class DocumentReader
{
    public static AuditDocument Read(LogEntry entry)
    {
        using var envelope = JsonDocument.Parse(entry.Entry);
        var root = envelope.RootElement;
        var members = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (root.TryGetProperty("d", out var details))
        {
            Collect(details, members);
        }

        // A text that is not the one whose digest was signed was changed after the fact: it tells nothing.
        var digests = root.TryGetProperty("sd", out var signed)
            ? signed.EnumerateArray().Select(digest => digest.GetString()!).ToHashSet(StringComparer.Ordinal)
            : [];
        foreach (var disclosure in entry.Disclosures.Where(told => digests.Contains(Disclosure.DigestOf(told))))
        {
            // [salt, name, value]; the value is an object of texts and whole numbers.
            using var opened = JsonDocument.Parse(FromBase64Url(disclosure));
            Collect(opened.RootElement[2], members);
        }

        return new AuditDocument
        {
            Client = entry.Client,
            LogIndex = entry.Index,
            EventId = entry.EventId,
            LeafHash = entry.LeafHash,
            Kind = root.GetProperty("k").GetString()!,
            At = DateTimeOffset.Parse(root.GetProperty("t").GetString()!, CultureInfo.InvariantCulture),
            By = root.GetProperty("by").GetString()!,
            Outcome = root.GetProperty("out").GetString()!,
            Session = Optional(root, "sess"),
            Target = Optional(root, "tgt"),
            Request = Optional(root, "r"),
            Grant = Optional(root, "g"),
            Members = members,
        };
    }

    static string? Optional(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) ? value.GetString() : null;

    static void Collect(JsonElement values, SortedDictionary<string, string> into)
    {
        foreach (var member in values.EnumerateObject())
        {
            into[member.Name] = member.Value.ValueKind == JsonValueKind.String
                ? member.Value.GetString()!
                : member.Value.GetRawText();
        }
    }

    static string FromBase64Url(string encoded) =>
        Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(encoded));
}
