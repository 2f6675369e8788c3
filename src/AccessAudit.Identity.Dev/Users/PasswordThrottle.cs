using System.Collections.Concurrent;

namespace AccessAudit.Identity.Dev.Users;

/// <summary>
/// Five wrong passwords close a login for a minute. In memory only: this provider is one process on one machine, and a
/// restart forgetting it is accepted for development.
/// </summary>
sealed class PasswordThrottle(TimeProvider clock)
{
    const int Tries = 5;
    static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    readonly ConcurrentDictionary<string, (int Count, DateTimeOffset Last)> _wrong = new(StringComparer.Ordinal);

    internal bool IsClosed(string login) =>
        _wrong.TryGetValue(login, out var wrong) && wrong.Count >= Tries && clock.GetUtcNow() < wrong.Last + Pause;

    internal void Wrong(string login)
    {
        var now = clock.GetUtcNow();
        _wrong.AddOrUpdate(login, (1, now), (_, old) => (now < old.Last + Pause ? old.Count + 1 : 1, now));
    }

    internal void Right(string login) => _wrong.TryRemove(login, out _);
}
