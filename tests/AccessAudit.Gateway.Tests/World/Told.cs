using System.Text.Json;
using AccessAudit.Journal;

namespace AccessAudit.Gateway.Tests.World;

/// <summary>One entry as the log has it.</summary>
sealed record Told(string Kind, string Outcome, string? Session, IReadOnlyDictionary<string, string> Details)
{
    internal static Told Of(LogEntry entry)
    {
        using var json = JsonDocument.Parse(entry.Entry);
        var root = json.RootElement;
        return new Told(
            root.GetProperty("k").GetString()!,
            root.GetProperty("out").GetString()!,
            root.TryGetProperty("sess", out var session) ? session.GetString() : null,
            root.TryGetProperty("d", out var details)
                ? details.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.ToString())
                : []);
    }

    internal string this[string member] => Details.TryGetValue(member, out var value) ? value : "absent";
}
