using AccessAudit.Contracts;
using AccessAudit.Journal;
using AccessAudit.People;
using AccessAudit.State;

namespace AccessAudit.Gatekeepers;

/// <summary>
/// How the switch is read: a client without one is closed, and one past its time has closed by itself.
/// </summary>
public static class GatekeeperRules
{
    public static async Task<Gatekeeper> ReadAsync(IRows rows, string client, DateTimeOffset now)
    {
        var stored = await rows.FindAsync<Gatekeeper>(client)
            ?? new Gatekeeper { Client = client, Open = false, ChangedAt = DateTimeOffset.UnixEpoch };
        return stored with { Open = stored.IsOpenAt(now) };
    }

    public static async Task<bool> IsOpenAsync(IRows rows, string client, DateTimeOffset now) =>
        (await ReadAsync(rows, client, now)).Open;

    /// <summary>What an opening's code is bound to.</summary>
    public static string Subject(string client, DateTimeOffset? until) =>
        $"{client}:open:{(until is { } end ? Moments.Stamp(end) : "until-closed")}";

    internal static Fact Told(Gatekeeper gatekeeper, string kind, PersonKey? by, DateTimeOffset now) =>
        new() { Client = gatekeeper.Client, Kind = kind, At = now, By = by };
}
