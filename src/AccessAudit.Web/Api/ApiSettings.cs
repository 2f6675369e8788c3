using AccessAudit.Web.Identity;

namespace AccessAudit.Web.Api;

/// <summary>What the API must be told; checked by <see cref="Errors"/> before anything starts.</summary>
public sealed record ApiSettings
{
    /// <summary>Whose tokens are believed. At least one.</summary>
    public required IReadOnlyList<Authority> Authorities
    {
        get;
        init => field = [.. value.Select(authority => authority.Whole())];
    }

    /// <summary>The address of the SSH gateway as technicians type it, for a grant's <c>connect</c>.</summary>
    public required string SshHost { get; init; }
    public required int SshPort { get; init; }

    /// <summary>Calls a person may make in a minute, in any rhythm.</summary>
    public int CallsPerMinute { get; init; } = 600;

    /// <summary>Where the keys lie that protect forms and sign-ins under way; one folder for all processes.</summary>
    public required string CookieKeysFolder { get; init; }

    /// <summary>How browsers reach this installation (<c>https://HOST</c>), when a proxy stands before it. Empty = as
    /// the request says.</summary>
    public string PublicUrl { get; init; } = "";

    /// <summary>A browser is signed out after this long, however busy.</summary>
    public TimeSpan SessionLife { get; init; } = TimeSpan.FromHours(10);

    /// <summary>A browser is signed out after this long without a page.</summary>
    public TimeSpan SessionIdle { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>Everything wrong with the settings, in the operator's words.</summary>
    public IEnumerable<string> Errors()
    {
        if (Authorities.Count == 0)
        {
            yield return "Identity:Authorities is empty: nobody could sign in";
        }

        foreach (var error in Authorities.SelectMany((authority, at) =>
            authority.Errors().Select(error => $"Identity:Authorities:{at}: {error}")))
        {
            yield return error;
        }

        foreach (var twice in Authorities.GroupBy(authority => authority.Issuer).Where(same => same.Count() > 1))
        {
            yield return $"Identity:Authorities: issuer {twice.Key} stands there {twice.Count()} times";
        }

        if (SessionLife < TimeSpan.FromSeconds(2) || SessionLife > TimeSpan.FromHours(24))
        {
            yield return $"Web:SessionLife: expected 00:00:02 to 1.00:00:00, read {SessionLife}";
        }

        if (SessionIdle < TimeSpan.FromSeconds(2) || SessionIdle > SessionLife)
        {
            yield return $"Web:SessionIdle: expected 00:00:02 to Web:SessionLife, read {SessionIdle}";
        }

        if (PublicUrl.Length > 0 && PublicAddress is null)
        {
            yield return $"Web:PublicUrl: expected https://HOST without a path, read {PublicUrl}";
        }

        if (CallsPerMinute is < 10 or > 100_000)
        {
            yield return $"Web:CallsPerMinute: expected 10 to 100000, read {CallsPerMinute}";
        }
    }

    /// <summary>The public address, when one is set and can be used; clear text to loopback only.</summary>
    internal Uri? PublicAddress => Uri.TryCreate(PublicUrl, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
        && url.PathAndQuery == "/" && url.UserInfo.Length == 0
        ? url
        : null;
}
