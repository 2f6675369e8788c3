using AccessAudit.Web.Identity;

namespace AccessAudit.Web.Api;

/// <summary>What the API must be told; checked by <see cref="Errors"/> before anything starts.</summary>
public sealed record ApiSettings
{
    /// <summary>Whose tokens are believed. At least one.</summary>
    public required IReadOnlyList<Authority> Authorities { get; init; }

    /// <summary>The address of the SSH gateway as technicians type it, for a grant's <c>connect</c>.</summary>
    public required string SshHost { get; init; }
    public required int SshPort { get; init; }

    /// <summary>Calls a person may make in a minute, in any rhythm.</summary>
    public int CallsPerMinute { get; init; } = 600;

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

        if (CallsPerMinute is < 10 or > 100_000)
        {
            yield return $"Web:CallsPerMinute: expected 10 to 100000, read {CallsPerMinute}";
        }
    }
}
