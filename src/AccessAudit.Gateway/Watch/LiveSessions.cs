using System.Collections.Concurrent;
using AccessAudit.Gateway.Admission;

namespace AccessAudit.Gateway.Watch;

/// <summary>The sessions that this process holds open. Handles only: whether they may live is asked of the store.</summary>
sealed class LiveSessions
{
    readonly ConcurrentDictionary<string, LiveSession> _sessions = new(StringComparer.Ordinal);

    internal IReadOnlyCollection<LiveSession> All => [.. _sessions.Values];

    internal void Add(LiveSession session) => _sessions[session.Id] = session;

    internal void Remove(LiveSession session) => _sessions.TryRemove(session.Id, out _);
}
