using System.Collections.Concurrent;
using AccessAudit.Gateway.Admission;
using AccessAudit.Measuring;

namespace AccessAudit.Gateway.Watch;

/// <summary>The sessions that this process holds open. Handles only: whether they may live is asked of the store.</summary>
sealed class LiveSessions
{
    readonly ConcurrentDictionary<string, LiveSession> _sessions = new(StringComparer.Ordinal);

    internal IReadOnlyCollection<LiveSession> All => [.. _sessions.Values];

    internal void Add(LiveSession session)
    {
        if (_sessions.TryAdd(session.Id, session))
        {
            Count(session, 1);
        }
    }

    internal void Remove(LiveSession session)
    {
        if (_sessions.TryRemove(session.Id, out _))
        {
            Count(session, -1);
        }
    }

    static void Count(LiveSession session, int more) => Instruments.ActiveSessions.Add(
        more, KeyValuePair.Create(Telemetry.Protocol, (object?)session.Row.Protocol));
}
