using System.Globalization;
using AccessAudit.Refusals;

namespace AccessAudit.Codes;

/// <summary>
/// Five failures of a person within 15 minutes close code entry for that person for 15 minutes. Stopping (revoke,
/// terminate, closing the gatekeeper) asks for no code, so a lock never stands in its way.
/// </summary>
static class Lockout
{
    const int MostFailures = 5;
    static readonly TimeSpan Span = TimeSpan.FromMinutes(15);

    internal static Refusal? Of(CodeFailures? failures, DateTimeOffset now) =>
        failures?.LockedUntil is { } until && now < until ? new Refusal("code.locked", Minutes(until - now)) : null;

    internal static CodeFailures AfterFailure(CodeFailures? before, string organization, string person, DateTimeOffset now)
    {
        // A past lock, or failures too old to belong together, start a new count.
        if (before is null || before.LockedUntil is not null || now - before.FirstAt >= Span)
        {
            return new CodeFailures
            {
                Organization = organization,
                Person = person,
                Count = 1,
                FirstAt = now,
                Version = before?.Version ?? 0,
            };
        }

        var count = before.Count + 1;
        return before with { Count = count, LockedUntil = count >= MostFailures ? now + Span : null };
    }

    internal static string Minutes(TimeSpan left) =>
        Math.Max(1, (int)Math.Ceiling(left.TotalMinutes)).ToString(CultureInfo.InvariantCulture);
}
