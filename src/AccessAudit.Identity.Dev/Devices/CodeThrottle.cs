using AccessAudit.Identity.Dev.Users;

namespace AccessAudit.Identity.Dev.Devices;

/// <summary>Five unknown device codes from one address close the page to it for a minute, as wrong passwords close a login.</summary>
sealed class CodeThrottle(TimeProvider clock)
{
    readonly PasswordThrottle _sources = new(clock);

    internal bool IsClosed(string source) => _sources.IsClosed(source);

    internal void Wrong(string source) => _sources.Wrong(source);
}
